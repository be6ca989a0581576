import { expect, test } from '@jest/globals';
import { isAlive } from '../../scripts/setup/process-identity.mjs';
import { withCleanups } from '../support/cleanups.js';
import { eventually } from '../support/eventually.js';
import { RecordingProviderProcess, type RecordingProviderOptions } from '../support/recording-provider.js';
import { runProgram } from '../support/run-program.js';

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

function withProvider(
  test: (provider: RecordingProviderProcess) => Promise<void>,
  options: RecordingProviderOptions = {},
): Promise<void> {
  return withCleanups(async ({ opened }) => {
    await test(await opened(RecordingProviderProcess.start(options), (provider) => provider.stop()));
  });
}

test('it tells for each path how many requests came, how many at once, and how many with credentials', () =>
  withProvider(async (provider) => {
    const leaving = new AbortController();
    const stall = (headers: Record<string, string>, n: number) =>
      fetch(`${provider.url}/stall/a.wav?n=${n}`, { headers, signal: leaving.signal });
    const atOnce = (count: number) => eventually(async () => (await provider.seen('/stall/a.wav')).atOnce === count);
    await Promise.all([stall({}, 1), stall({}, 2), stall(basic('a', 'b'), 3)]);
    await atOnce(3);
    leaving.abort();
    await atOnce(0);
    await (await fetch(`${provider.url}/ok/a.wav`)).arrayBuffer();
    await eventually(async () => (await provider.seen('/ok/a.wav')).atOnce === 0);
    expect(await provider.seenPaths()).toEqual({
      '/stall/a.wav': { requests: 3, atOnce: 0, mostAtOnce: 3, withAuthorization: 1 },
      '/ok/a.wav': { requests: 1, atOnce: 0, mostAtOnce: 1, withAuthorization: 0 },
    });
  }));

test('requests that it refuses or does not understand are counted, too', () =>
  withProvider(
    async (provider) => {
      expect((await fetch(`${provider.url}/nothing`)).status).toBe(401);
      expect((await fetch(`${provider.url}/nothing`, { headers: basic('u', 'p') })).status).toBe(400);
      expect(await provider.seen('/nothing')).toMatchObject({ requests: 2, withAuthorization: 1 });
    },
    { credentials: { user: 'u', password: 'p' } },
  ));

test('with a user and a password it serves those who have both, and nobody else', () =>
  withProvider(
    async (provider) => {
      const status = async (headers: Record<string, string>) =>
        (await fetch(`${provider.url}/ok/a.wav`, { headers })).status;
      expect(await status({})).toBe(401);
      expect(await status(basic('local', 'wrong'))).toBe(401);
      expect(await status(basic('other', 'secret: with a colon'))).toBe(401);
      expect(await status(basic('local', 'secret: with a colon'))).toBe(200);
    },
    { credentials: { user: 'local', password: 'secret: with a colon' } },
  ));

test('SIGTERM ends it with 0, also in the middle of an answer', () =>
  withProvider(async (provider) => {
    const answer = await fetch(`${provider.url}/stall/a.wav`);
    expect(await provider.stop()).toBe(0);
    expect(isAlive(provider.pid)).toBe(false);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  }));

test('a port that is taken is refused in a sentence', () =>
  withProvider(async (provider) => {
    const port = Number(new URL(provider.url).port);
    await expect(RecordingProviderProcess.start({ port })).rejects.toThrow(
      new RegExp(`cannot listen on port ${port}: listen EADDRINUSE`),
    );
  }));

test.each([
  [['--user', 'x'], '--password'],
  [['--fast'], '--fast'],
])('%j is refused with exit code 2, naming %s', async (args, flag) => {
  const { code, stderr } = await runProgram('scripts/stack/recording-provider.mjs', args);
  expect(code).toBe(2);
  expect(stderr).toContain(flag);
  expect(stderr).not.toMatch(/^\s+at /m);
});
