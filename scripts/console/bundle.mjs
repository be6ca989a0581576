import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { inRepository } from '../setup/repository.mjs';

/** Below that, what is saved is less than what the header costs. */
const LEAST_BYTES_TO_COMPRESS = 1_000;

const BUILT = inRepository('dist', 'console');

/**
 * @param {string} [outDir]
 * @returns {import('vite').InlineConfig}
 */
export function consoleConfig(outDir = BUILT) {
  return {
    configFile: false,
    root: inRepository('src', 'console'),
    // Links are relative: the server may be published under any path.
    base: './',
    publicDir: false,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: true,
      // The page policy has no `data:`.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // Of what a page loads, the compressed size counts: `npm run check` holds it.
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1_000,
      // The libraries mark their files for a server that renders, of which there is none here.
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  };
}

/**
 * Writes the console, each larger file also in compressed form.
 *
 * @param {string} [outDir] dist/console
 */
export async function bundleConsole(outDir = BUILT) {
  const { build } = await viteForProduction();
  await build(consoleConfig(outDir));
  const folder = path.join(outDir, 'assets');
  for (const name of await readdir(folder)) {
    const content = await readFile(path.join(folder, name));
    if (content.length < LEAST_BYTES_TO_COMPRESS) continue;
    await writeFile(path.join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    await writeFile(path.join(folder, `${name}.br`), brotliCompressSync(content, { params }));
  }
}

/**
 * How much script a browser loads, gzipped, until each page shows: what all pages share, and the page's own.
 *
 * @returns {Promise<{ page: string, bytes: number }[]>} the largest first
 */
export async function measurePages() {
  const { build } = await viteForProduction();
  const config = consoleConfig();
  const built = await build({ ...config, build: { ...config.build, write: false } });
  const output = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])));
  const entry = [...chunks.values()].find(({ isEntry }) => isEntry);
  if (entry === undefined) throw new Error('the build has no entry');
  const sizeOf = (/** @type {Iterable<string>} */ names) =>
    [...names].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '', { level: 9 }).length, 0);
  const withImports = (/** @type {string[]} */ names) => {
    const found = new Set(names);
    for (const name of found) for (const imported of chunks.get(name)?.imports ?? []) found.add(imported);
    return found;
  };
  return [...new Set([...withImports([entry.fileName])].flatMap((name) => chunks.get(name)?.dynamicImports ?? []))]
    .map((name) => ({ page: chunks.get(name)?.name ?? name, bytes: sizeOf(withImports([entry.fileName, name])) }))
    .sort((a, b) => b.bytes - a.bytes);
}

/** Whatever the environment says, what is built is for production: under another NODE_ENV React is twice as large. */
async function viteForProduction() {
  process.env['NODE_ENV'] = 'production';
  return import('vite');
}
