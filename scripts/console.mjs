import './setup/node-version.mjs';
import { readArguments } from './cli/arguments.mjs';
import { consoleConfig, measurePages } from './console/bundle.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { LaunchError } from './setup/launch-error.mjs';
import { runInGroup } from './stack/process-group.mjs';
import { readDescription, stateFolder } from './stack/state-folder.mjs';

const MAX_FIRST_PAGE_BYTES = 250_000;

const help = `npm run console [-- --api URL | --check]

Serves the web console on this machine and reloads it with each change of src/console. Its calls go to the running local
stack (npm start).

  --api URL   the calls go to this API
  --check     serves nothing; ends with 1 where a text is missing, unused or at fault, and where a page loads more than
              ${MAX_FIRST_PAGE_BYTES / 1000} kB of script, gzipped

STATE_DIR names the folder of another local stack.
`;

await runInGroup(async (lifetime) => {
  const { api, check = false } = readArguments({
    help,
    options: { api: { type: 'string' }, check: { type: 'boolean' } },
  });
  await ensureDependencies();
  return check ? checkConsole() : serveConsole(lifetime, api);
});

async function checkConsole() {
  // Only here: it reads a package, which is not there before the dependencies are.
  const { readTexts, textFaults } = await import('./console/texts.mjs');
  const pages = await measurePages();
  for (const { page, bytes } of pages) console.log(`${page}: ${(bytes / 1000).toFixed(1)} kB of script, gzipped`);
  const tooLarge = pages
    .filter(({ bytes }) => bytes > MAX_FIRST_PAGE_BYTES)
    .map(({ page, bytes }) => `${page} loads ${bytes} bytes of script, gzipped: ${MAX_FIRST_PAGE_BYTES} are the most.`);
  const faults = [...textFaults(await readTexts()), ...tooLarge];
  for (const fault of faults) console.log(fault);
  return faults.length === 0 ? 0 : 1;
}

/**
 * @param {import('./stack/lifetime.mjs').Lifetime} lifetime
 * @param {string} [named]
 */
async function serveConsole(lifetime, named) {
  const api = named ?? (await readDescription(stateFolder()))?.api;
  if (!api) throw new LaunchError('No stack is running: start it (npm start), or name an API: --api URL.');
  const { createServer } = await import('vite');
  const server = await createServer({
    ...consoleConfig(),
    base: '/',
    logLevel: 'info',
    // The browser's own `Host` goes on to the API, which compares it with `Origin`.
    server: {
      host: '127.0.0.1',
      proxy: { '/api/v1': { target: api, changeOrigin: false } },
    },
  });
  lifetime.defer(() => server.close());
  await server.listen();
  console.log(`The console is served at ${server.resolvedUrls?.local[0] ?? '?'} for the API ${api}. Ctrl-C stops it.`);
  lifetime.exitCodeWhenInterrupted = 0;
  return new Promise(() => undefined);
}
