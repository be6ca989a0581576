import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fetchNode } from '../../scripts/setup/fetch-node.mjs';
import { decideUnder, DEVELOPMENT_NODE, OLDEST_NODE } from '../../scripts/setup/node-version.mjs';
import { inRepository } from '../../scripts/setup/repository.mjs';

test.each([
  ['18.20.4', 'refuse'],
  ['20.18.3', 'refuse'],
  ['20.19.0', 'run again'],
  ['22.18.0', 'run again'],
  ['22.19.0', 'run'],
  ['24.0.0', 'run'],
])('what a command does under Node %s: %s', (version, decision) => {
  expect(decideUnder(version)).toBe(decision);
});

test('the oldest Node and the one of development are the same in package.json, the types, the image and the texts', async () => {
  const read = (file: string) => readFile(inRepository(file), 'utf8');
  const { engines, devDependencies, scripts } = JSON.parse(await read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const minor = OLDEST_NODE.replace(/\.\d+$/, '');
  expect(engines).toEqual({ node: `>=${minor}` });
  expect(devDependencies!['@types/node']).toMatch(`${minor}.`);
  expect(scripts!['test:oldest-node']).toContain(`with-node.mjs ${OLDEST_NODE} `);
  expect(await read('Dockerfile')).toContain(`FROM node:${DEVELOPMENT_NODE}-`);
  for (const file of ['README.md', 'CONTRIBUTING.md']) {
    expect(await read(file)).toContain(`Node ${minor} or newer`);
  }
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'node-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('fetching Node', () => {
  const version = process.versions.node;
  const cache = () => path.join(folder, 'bulkgate', `node-${version}`);
  const calls = async (): Promise<string[]> =>
    (await readFile(path.join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

  /** An npm whose package of Node is made by these lines of shell, in the folder that the package belongs in. */
  async function npm(lines: string): Promise<NodeJS.ProcessEnv> {
    const script = `#!/bin/sh
set -e
for package; do :; done
echo "$package" >> ${folder}/calls
mkdir -p "node_modules/\${package%@*}/bin"
cd "node_modules/\${package%@*}/bin"
${lines}
`;
    await mkdir(path.join(folder, 'programs'), { recursive: true });
    await writeFile(path.join(folder, 'programs', 'npm'), script);
    await chmod(path.join(folder, 'programs', 'npm'), 0o755);
    return { ...process.env, PATH: `${folder}/programs:${process.env.PATH}`, XDG_CACHE_HOME: folder };
  }
  const good = `ln -s '${process.execPath}' node`;
  const fetched = (env: NodeJS.ProcessEnv) => fetchNode(version, { env, say: () => undefined });

  test('two commands at once fetch it once, and the next one not at all', async () => {
    const env = await npm(`sleep 0.5; ${good}`);
    const file = path.join(cache(), 'node');
    expect(await Promise.all([fetched(env), fetched(env)])).toEqual([file, file]);
    expect(await fetched(env)).toBe(file);
    expect(await calls()).toEqual([expect.stringMatching(new RegExp(`^node.*-${process.arch}@${version}$`))]);
    expect(await readdir(cache())).toEqual(['node']);
  });

  test.each([
    ['was cut off while it was written', 'half of a binary', 0o755],
    ['may not be executed', '#!/bin/sh\n', 0o644],
    ['is of another version', '#!/bin/sh\necho v1.2.3\n', 0o755],
  ])('a cached one that %s is replaced, and what a killed command left is removed', async (_, content, mode) => {
    await mkdir(path.join(cache(), 'unfinished-Xy12ab'), { recursive: true });
    await writeFile(path.join(cache(), 'node'), content, { mode });
    expect(await fetched(await npm(good))).toBe(path.join(cache(), 'node'));
    expect(await calls()).toHaveLength(1);
    expect(await readdir(cache())).toEqual(['node']);
  });

  test.each([
    ['npm has no network', 'echo "npm error code ENOTFOUND"; exit 1', 'npm error code ENOTFOUND'],
    ['what came does not run', 'echo half > node; chmod 755 node', 'does not run on this machine'],
    ['what came is of another version', "printf '#!/bin/sh\\necho v1.2.3' > node; chmod 755 node", 'does not run'],
  ])('where %s, the cause and what to do are named, and nothing is kept', async (_, lines, cause) => {
    const failure = fetched(await npm(lines));
    await expect(failure).rejects.toThrow(cause);
    await expect(failure).rejects.toThrow(new RegExp(`install Node ${version}[^]*npm config set registry`));
    expect(await readdir(cache())).toEqual([]);
  });

  test('a command under a Node that is new enough fetches nothing', async () => {
    const env = await npm(good);
    const child = spawn(process.execPath, [inRepository('scripts', 'token.mjs'), '--help'], { env });
    expect(await text(child.stdout)).toContain('--business');
    expect(await calls()).toEqual([]);
  });
});

describe('a command that runs again under another Node', () => {
  /** Starts a command whose second process runs these lines; it leads a process group, as under a shell. */
  async function command(lines: string, arguments_: readonly string[] = []) {
    const node = path.join(folder, 'other', 'node');
    await mkdir(path.dirname(node));
    await symlink(process.execPath, node);
    const file = path.join(folder, 'command.mjs');
    await writeFile(
      file,
      `import { environmentUnder } from '${inRepository('scripts', 'setup', 'fetch-node.mjs')}';
import { guard } from '${inRepository('scripts', 'stack', 'process-group.mjs')}';
const node = ${JSON.stringify(node)};
if (process.channel === undefined) await guard({ execPath: node, env: environmentUnder(node) });
${lines}`,
    );
    const child = spawn(process.execPath, [file, ...arguments_], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return { child, output: text(child.stdout) };
  }
  const exitOf = async (child: ChildProcess) => (await once(child, 'exit')) as [number | null, string | null];
  const ready = (child: ChildProcess) => once(child.stdout!, 'data');

  test('has its arguments, its standard input, the other Node on PATH, and its exit code', async () => {
    const lines = `
import { text } from 'node:stream/consumers';
console.log(JSON.stringify([process.argv.slice(2), await text(process.stdin), process.env.PATH.split(':')[0]]));
process.exit(7);`;
    const { child, output } = await command(lines, ['--leads', '5 000']);
    child.stdin.end('typed');
    expect(await exitOf(child)).toEqual([7, null]);
    expect(JSON.parse(await output)).toEqual([['--leads', '5 000'], 'typed', path.join(folder, 'other')]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'acts once on %s, which a terminal gives to all and npm passes on once more',
    async (name) => {
      const { child, output } = await command(`
let count = 0;
process.on('${name}', () => {
  count += 1;
  console.log('signal');
  if (count === 1) setTimeout(() => { console.log('signals', count); process.exit(3); }, 1_000);
});
setInterval(() => undefined, 1_000);
console.log('ready');`);
      await ready(child);
      const sentAt = performance.now();
      process.kill(-child.pid!, name);
      await once(child.stdout, 'data');
      process.kill(child.pid!, name);
      const isRightAfter = performance.now() - sentAt < 400;
      expect(await exitOf(child)).toEqual([3, null]);
      expect(await output).toContain(isRightAfter ? 'signals 1\n' : 'signals');
    },
  );

  test('ends by a signal that it has no handler for', async () => {
    const { child } = await command("setInterval(() => undefined, 1_000); console.log('ready');");
    await ready(child);
    process.kill(child.pid!, 'SIGINT');
    expect(await exitOf(child)).toEqual([128 + os.constants.signals.SIGINT, null]);
  });
});
