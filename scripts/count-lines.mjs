import './setup/node-version.mjs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readArguments } from './cli/arguments.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { repositoryRoot } from './setup/repository.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { countFile } from './lines/count-code.mjs';

const FOLDERS = ['src', 'test', 'scripts', 'bench', 'packages'];
const help = `npm run lines [-- --of FOLDER]

Counts the lines of code that people write here, by folder: no blank lines, no comments, no generated files, no data.

  --of FOLDER   counts another copy of BulkGate, for example one of an earlier commit
`;

await runCommandBody(async () => {
  const { of = repositoryRoot } = readArguments({ help, options: { of: { type: 'string' } } });
  await ensureDependencies();
  let sum = 0;
  for (const folder of FOLDERS) {
    const byRoom = await countFolder(path.resolve(of), folder);
    const inFolder = [...byRoom.values()].reduce((total, lines) => total + lines, 0);
    sum += inFolder;
    console.log(row(folder, inFolder));
    for (const [room, lines] of [...byRoom].sort()) console.log(row(`  ${room}`, lines));
  }
  console.log(row('all', sum));
  return 0;
});

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Promise<Map<string, number>>} lines by the folder's own folders; its own files are under `.`
 */
async function countFolder(root, folder) {
  /** @type {Map<string, number>} */
  const byRoom = new Map();
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    const within = path.relative(path.join(root, folder), file).split(path.sep);
    if (!entry.isFile() || within.includes('node_modules')) continue;
    const lines = await countFile(file, await readFile(file, 'utf8'));
    const room = within.length === 1 ? '.' : /** @type {string} */ (within[0]);
    if (lines > 0) byRoom.set(room, (byRoom.get(room) ?? 0) + lines);
  }
  return byRoom;
}

/**
 * @param {string} name
 * @param {number} lines
 */
function row(name, lines) {
  return `${name.padEnd(24)} ${lines.toLocaleString('en').padStart(8)}`;
}
