import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LaunchError } from './launch-error.mjs';
import { withLock } from './lock.mjs';
import { inRepository, repositoryRoot } from './repository.mjs';
import { runCommand } from './run-command.mjs';
import { withSignOfLife } from './sign-of-life.mjs';

/**
 * @typedef {object} Target one compiled tree
 * @property {string} config the tsconfig file
 * @property {string} out where it goes
 * @property {string} root where src/ ends up in it
 * @property {readonly string[]} inputs folders whose files make it up
 */

/** What production runs. @type {Target} */
export const production = { config: 'tsconfig.build.json', out: 'dist', root: 'dist', inputs: ['src'] };

/** The same and the processes that tests and the benchmark start. @type {Target} */
export const testing = {
  config: 'tsconfig.test.json',
  out: 'dist-test',
  root: 'dist-test/src',
  inputs: ['src', 'test/processes', 'bench'],
};

/**
 * Compiles unless nothing changed since the last time.
 *
 * @param {Target} target
 * @param {{ say?: (text: string) => void, signal?: AbortSignal, isForced?: boolean }} [options] `isForced` runs the compiler in any case
 */
export async function compile(target, { say = console.log, signal, isForced = false } = {}) {
  const stampFile = inRepository(target.out, '.inputs.json');
  await withLock(inRepository('.local', 'locks', target.out), say, async () => {
    const before = await readStamp(stampFile);
    const now = await stampOf(target);
    if (!isForced && before?.digest === now.digest) return;
    // The compiler's incremental mode leaves the output of a deleted source in place, where a glob (migrations,
    // definitions) would still find it.
    const isSourceGone = before === null || before.files.some((file) => !now.files.includes(file));
    if (isSourceGone) await rm(inRepository(target.out), { recursive: true, force: true });
    await rm(stampFile, { force: true });

    say(`Compiling to ${target.out}/ ...`);
    await withSignOfLife(`compiling to ${target.out}/`, say, async () => {
      await step('The TypeScript compiler', ['node_modules/typescript/bin/tsc', '-p', target.config], signal);
      await copyLua(target);
      await step('Bundling the workflows', [`${target.root}/temporal/bundle-workflows.js`], signal);
    });
    await mkdir(inRepository(target.out), { recursive: true });
    await writeFile(stampFile, JSON.stringify(now));
  });
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @param {AbortSignal | undefined} signal
 */
async function step(name, args, signal) {
  const options = { cwd: repositoryRoot, ...(signal === undefined ? {} : { signal }) };
  const { code, output } = await runCommand(process.execPath, args, options);
  if (code !== 0) throw new LaunchError(`${name} failed:\n${output.trim()}`);
}

/** @param {Target} target */
async function copyLua(target) {
  for (const folder of [path.join('gate', 'lua'), path.join('api', 'limits', 'lua')]) {
    await cp(inRepository('src', folder), inRepository(target.root, folder), {
      recursive: true,
      filter: (file) => path.extname(file) === '' || file.endsWith('.lua'),
    });
  }
}

/**
 * Names, sizes and times of everything the output is made of, with the tools that make it.
 *
 * @param {Target} target
 * @returns {Promise<{ files: string[], digest: string }>}
 */
async function stampOf(target) {
  const files = ['tsconfig.json', 'tsconfig.build.json', target.config, 'package-lock.json'];
  for (const folder of target.inputs) {
    const entries = await readdir(inRepository(folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isFile()) files.push(path.relative(repositoryRoot, path.join(entry.parentPath, entry.name)));
    }
  }
  files.sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = await stat(inRepository(file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return { files, digest: hash.digest('hex') };
}

/**
 * @param {string} file
 * @returns {Promise<{ files: string[], digest: string } | null>}
 */
async function readStamp(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}
