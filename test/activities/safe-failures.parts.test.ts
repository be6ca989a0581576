import { expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Info } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type ActivityError, safeFailures } from '../../src/activities/safe-failures.js';
import { GateUnavailable } from '../../src/gate/errors.js';
import type { PromisedAudio } from '../../src/recordings/provider/answer-head.js';
import { saveAudio } from '../../src/recordings/provider/save-audio.js';
import { createRecordingStorage } from '../../src/recordings/storage/create-recording-storage.js';
import { StorageFailed } from '../../src/recordings/storage/storage-failed.js';
import '../support/aws-credentials.js';

type About = Pick<Info, 'attempt' | 'retryPolicy'>;

/** What leaves an activity that did this, and what was recorded of it. */
async function outcomeOf(work: () => Promise<unknown>, about: About = { attempt: 1 }) {
  const recorded: ActivityError[] = [];
  const info = { activityType: 'fetchToStorage', ...about } as Info;
  const { execute } = safeFailures(info, (error) => recorded.push(error));
  const failure: unknown = await execute!({ headers: {}, args: [] }, work).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  return { message: (failure as ApplicationFailure).message, recorded: recorded[0] };
}

const thrown = (error: unknown) => async (): Promise<never> => {
  await Promise.resolve();
  throw error;
};
const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: /private/path`), { code, syscall });

test.each([
  ['PostgreSQL that refuses connections', systemError('ECONNREFUSED', 'connect'), 'PostgreSQL cannot be reached'],
  ['PostgreSQL that fails', Object.assign(new Error('quotes a row'), { code: '42501' }), 'SQLSTATE 42501'],
  ['Redis', new GateUnavailable('refresh', 'Redis did not answer'), 'gate refresh: Redis did not answer'],
  [
    'a storage that refuses connections',
    new StorageFailed(systemError('ECONNREFUSED', 'connect')),
    'the storage of recordings: ECONNREFUSED',
  ],
  [
    'a full storage',
    new StorageFailed(systemError('ENOSPC', 'write')),
    'the storage of recordings: ENOSPC, it is full',
  ],
  ['a file that is nobody’s in particular', systemError('EMFILE', 'open'), 'EMFILE (open)'],
  ['a mistake of ours', new TypeError('quotes a name'), 'TypeError'],
])('a failure names the part that it came from: %s', async (_, error, message) => {
  expect((await outcomeOf(thrown(error))).message).toBe(message);
});

test('a storage that refuses connections, and one that cannot be written to, are not PostgreSQL', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'recordings-'));
  try {
    const s3 = await createRecordingStorage(
      {
        kind: 's3',
        bucket: 'recordings',
        endpoint: 'http://127.0.0.1:1',
        region: 'us-east-1',
        temporaryFolder: folder,
      },
      'write',
    );
    expect((await outcomeOf(() => s3.has({ businessId: 1, callSid: 'CA1', sha256: 'a'.repeat(64) }, 1))).message).toBe(
      'the storage of recordings: ECONNREFUSED',
    );
    await s3.close();
    const one = (async function* () {
      yield await Promise.resolve(Buffer.from('RIFF'));
    })();
    const save = () =>
      saveAudio(one, path.join(folder, 'gone', 'file'), {
        ...{
          maxBytes: 100,
          promised: {} as PromisedAudio,
          signal: new AbortController().signal,
          onBytes: () => undefined,
        },
      });
    expect((await outcomeOf(save)).message).toBe('the storage of recordings: ENOENT');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a failed attempt is the last one where Temporal makes no other', async () => {
  const wrong = thrown(new TypeError());
  const isLast = async (about: About) => (await outcomeOf(wrong, about)).recorded?.isLast;
  expect(await isLast({ attempt: 1, retryPolicy: { maximumAttempts: 3 } })).toBe(false);
  expect(await isLast({ attempt: 3, retryPolicy: { maximumAttempts: 3 } })).toBe(true);
  expect(await isLast({ attempt: 9, retryPolicy: {} })).toBe(false);
});
