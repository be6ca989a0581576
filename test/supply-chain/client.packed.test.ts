import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { withHttpServer } from '../support/tcp-server.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLIENT = path.join(ROOT, 'packages/client');

interface Packed {
  readonly version: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** What a program printed. @throws with all of it where it failed */
function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${stdout}${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}

/** A project that has the packed client installed, and what was packed. */
async function withConsumer(use: (folder: string, packed: Packed) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-client-'));
  try {
    const [packed] = JSON.parse(
      await run('npm', ['pack', '--json', '--pack-destination', folder, CLIENT], folder),
    ) as Packed[];
    await run('tar', ['-xzf', packed!.filename], folder);
    const modules = path.join(folder, 'node_modules');
    await mkdir(path.join(modules, '@bulkgate'), { recursive: true });
    await cp(path.join(folder, 'package'), path.join(modules, '@bulkgate/client'), { recursive: true });
    for (const name of ['openapi-fetch', 'openapi-typescript-helpers']) {
      await symlink(path.join(ROOT, 'node_modules', name), path.join(modules, name));
    }
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
    await use(folder, packed!);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('the packed client holds its code, its types, its README and its licence, and nothing else', async () => {
  await withConsumer(async (_, packed) => {
    expect(packed.files.map((file) => file.path).sort()).toEqual(
      ['LICENSE', 'README.md', 'api-types.d.ts', 'index.d.ts', 'index.js', 'package.json'].sort(),
    );
    const service = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(packed.version).toBe(service.version);
  });
  expect(await readFile(path.join(CLIENT, 'LICENSE'), 'utf8')).toBe(await readFile(path.join(ROOT, 'LICENSE'), 'utf8'));
});

const BAD_CALLS = `
import { createApiClient } from '@bulkgate/client';
const api = createApiClient({ url: 'http://127.0.0.1', token: null });
await api.GET('/no/such/path');
const { data } = await api.GET('/health/ready');
export const surplus = data?.surplus;
`;

test.each([
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
])('the packed types fit the example of the README and refuse what the API has not: %s, %s', (module, resolution) =>
  withConsumer(async (folder) => {
    const readme = await readFile(path.join(folder, 'package/README.md'), 'utf8');
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    expect(example).toContain('createApiClient(');
    const withProcess = `declare const process: { env: Record<string, string | undefined> };\n${example}`;
    await writeFile(path.join(folder, 'good.ts'), withProcess);
    await writeFile(path.join(folder, 'bad.ts'), BAD_CALLS);
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = ['--strict', '--target', 'ES2022', '--module', module, '--moduleResolution', resolution];
    const lib = ['--lib', 'ES2022,DOM', '--skipDefaultLibCheck'];
    const faults = await run(process.execPath, [tsc, '--noEmit', ...args, ...lib, 'good.ts', 'bad.ts'], folder).catch(
      (error: Error) => error.message,
    );
    expect(faults.match(/[^\n]+?\.ts[:(]\d+/g)).toEqual(['bad.ts(4', 'bad.ts(6']);
  }),
);

test('the packed client runs: it sends its token and returns a problem as a value', async () => {
  const answer: RequestListener = ({ headers, url }, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'not_ready', asked: url, authorization: headers.authorization }));
  };
  await withHttpServer(answer, (url) =>
    withConsumer(async (folder) => {
      const code = `
        import { createApiClient } from '@bulkgate/client';
        const api = createApiClient({ url: '${url}', token: 'a-token' });
        const { data, error, response } = await api.GET('/health/ready');
        console.log(JSON.stringify([response.status, data ?? null, error]));
      `;
      await writeFile(path.join(folder, 'consumer.js'), code);
      const printed = await run(process.execPath, ['consumer.js'], folder);
      const problem = { code: 'not_ready', asked: '/health/ready', authorization: 'Bearer a-token' };
      expect(JSON.parse(printed)).toEqual([503, null, problem]);
    }),
  );
});
