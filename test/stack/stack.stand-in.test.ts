import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { isAlive } from '../../scripts/setup/process-identity.mjs';
import { Lifetime } from '../../scripts/stack/lifetime.mjs';
import { freePort } from '../../scripts/stack/ports.mjs';
import { startStack } from '../../scripts/stack/stack.mjs';
import { withCleanups } from '../support/cleanups.js';

const OF_PROVIDERS = /^(RECORDINGS|WHATSAPP|TWILIO)_/;

/** A program of the product, as far as the launcher knows it, that tells the settings it was given. */
const telling = (port: string): string => `
  const told = Object.entries(process.env).filter(([name]) => ${String(OF_PROVIDERS)}.test(name));
  require('node:http').createServer((q, r) => r.end(JSON.stringify(Object.fromEntries(told))))
    .listen(Number(process.env.${port}), '127.0.0.1');`;
/** Writes down with which arguments it ran. */
const noting = `require('node:fs').appendFileSync(__filename + '.runs', process.argv.slice(2).join(' ') + '\\n');`;

interface Up {
  readonly folder: string;
  readonly description: Awaited<ReturnType<typeof startStack>>['description'];
  /** What the API was told. */
  readonly settings: Record<string, string>;
  /** With which arguments sample data was made. */
  readonly sampleData: string[];
  readonly stop: () => Promise<void>;
}

/** Starts stacks one after the other on one state folder, one for each environment. */
async function withStack(
  environment: NodeJS.ProcessEnv | readonly NodeJS.ProcessEnv[],
  look: (up: Up) => Promise<void>,
): Promise<void> {
  await withCleanups(async ({ defer }) => {
    const base = await mkdtemp(path.join(os.tmpdir(), 'bulkgate-stand-in-test-'));
    await chmod(base, 0o711); // PostgreSQL, which may run as somebody else, must pass
    defer(() => rm(base, { recursive: true, force: true, maxRetries: 5 }));
    const entryFolder = path.join(base, 'program');
    const folder = path.join(base, 'state');
    await mkdir(path.join(entryFolder, 'bin'), { recursive: true });
    await writeFile(path.join(entryFolder, 'bin', 'check-settings.js'), '');
    await writeFile(path.join(entryFolder, 'bin', 'migrate.js'), '');
    await writeFile(path.join(entryFolder, 'bin', 'sample-data.js'), noting);
    await writeFile(path.join(entryFolder, 'bin', 'api.js'), telling('PORT'));
    await writeFile(path.join(entryFolder, 'bin', 'worker.js'), telling('WORKER_HEALTH_PORT'));
    for (const given of [environment].flat()) {
      const lifetime = new Lifetime();
      defer(() => lifetime.end());
      const env = { ...process.env, ...given };
      const quiet = (): undefined => undefined;
      const options = { lifetime, folder, sampleLeads: 3, env, hasUsualPorts: false, say: quiet, entryFolder };
      const { description } = await startStack(options);
      const settings = (await (await fetch(description.api)).json()) as Record<string, string>;
      const runs = await readFile(path.join(entryFolder, 'bin', 'sample-data.js.runs'), 'utf8').catch(() => '');
      const sampleData = runs.split('\n').filter((line) => line !== '');
      await look({ folder, description, settings, sampleData, stop: () => lifetime.end() });
      await lifetime.end();
    }
  });
}

test('a stack with sample data has the stand-in, whose recordings the product is set to fetch', () =>
  withStack(
    { SAMPLE_LEADS: '3', RECORDINGS_FOLDER: '' },
    async ({ folder, description, settings, sampleData, stop }) => {
      const url = description.recordingProvider!;
      expect(Object.keys(description.pids).sort()).toEqual(['api', 'messages', 'provider', 'worker']);
      expect(sampleData).toEqual(['--leads 3 --receipts 40', `--leads 0 --business-two 0 --recordings-url ${url}`]);
      expect(settings).toMatchObject({
        RECORDINGS_HOST: url.replace('http://', ''),
        RECORDINGS_ALLOW_LOOPBACK: 'true',
        RECORDINGS_FOLDER: path.join(folder, 'recordings'),
      });
      const { RECORDINGS_USER: user, RECORDINGS_PASSWORD: password } = settings;
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
      expect((await fetch(`${url}/ok/a.wav`, { headers: { authorization } })).status).toBe(200);
      expect((await fetch(`${url}/ok/a.wav`)).status).toBe(401);
      const messages = description.messagingProvider!;
      expect(settings).toMatchObject({ WHATSAPP_API_URL: `${messages}/v23.0`, TWILIO_API_URL: messages });
      expect((await fetch(`${messages}/-/seen`)).status).toBe(200);

      await stop();
      expect(Object.values(description.pids).filter(isAlive)).toEqual([]);
    },
  ));

test('the stand-in listens on the port that a person asks for', async () => {
  const port = await freePort();
  await withStack({ SAMPLE_LEADS: '3', RECORDING_PROVIDER_PORT: `${port}` }, async ({ description }) => {
    expect(description.recordingProvider).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`http://127.0.0.1:${port}/-/seen`)).status).toBe(200);
  });
});

test('sample leads are made once, sample calls at each start: they follow the stand-in to its port', async () => {
  const own = { DATABASE_URL: '' };
  const port = await freePort();
  const ups: Up[] = [];
  await withStack([{ ...own, RECORDING_PROVIDER_PORT: `${port}` }, own], async (up) =>
    Promise.resolve(void ups.push(up)),
  );
  const calls = ups.map(
    ({ description }) => `--leads 0 --business-two 0 --recordings-url ${description.recordingProvider}`,
  );
  expect(ups.at(-1)!.sampleData).toEqual(['--leads 3 --receipts 40', ...calls]);
  expect(calls[0]).toContain(`:${port}`);
  expect(calls[1]).not.toContain(`:${port}`);
});

test.each([
  [
    'names the providers',
    {
      ...{ SAMPLE_LEADS: '3', RECORDINGS_HOST: 'api.twilio.com', RECORDINGS_FOLDER: '/recordings' },
      WHATSAPP_API_URL: 'https://graph.facebook.com/v23.0',
    },
  ],
  ['names a database and asks for no sample data', { RECORDINGS_FOLDER: '/recordings' }],
])('there is no stand-in where a person %s, and no setting of theirs is changed', async (_, environment) => {
  await withStack(environment, async ({ description, settings, sampleData }) => {
    expect([description.recordingProvider, description.messagingProvider]).toEqual([null, null]);
    expect(Object.keys(description.pids).sort()).toEqual(['api', 'worker']);
    expect(sampleData.join()).not.toContain('--recordings-url');
    const theirs = Object.entries(environment).filter(([name]) => OF_PROVIDERS.test(name));
    expect(settings).toEqual(Object.fromEntries(theirs));
    return Promise.resolve();
  });
});
