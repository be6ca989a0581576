import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { touchLastPlayed } from '../../src/db/repositories/call-reads.js';
import { beginStoring, markStored } from '../../src/db/repositories/recording-fetches.js';
import { evict } from '../../src/db/repositories/recording-eviction.js';
import { evictRecordings } from '../../src/upkeep/evict-recordings.js';
import type { StorageKey } from '../../src/recordings/storage/storage-key.js';
import { createRecordingStorage } from '../../src/recordings/storage/create-recording-storage.js';
import type { RecordingStorage } from '../../src/recordings/storage/recording-storage.js';
import { withCleanups } from '../support/cleanups.js';
import { createTestDatabase } from '../support/test-database.js';

const BYTES = 1_000;

interface Stage {
  /** As the superuser. */
  readonly everybody: DataSource;
  readonly worker: DataSource;
  readonly api: DataSource;
  readonly storage: RecordingStorage;
  /** A call with its recording stored, last used so many seconds ago. */
  readonly store: (businessId: number, callSid: string, usedSecondsAgo: number) => Promise<StorageKey>;
  /** One eviction pass; the sids that went, in order. */
  readonly evictDownTo: (maxStoredBytes: number) => Promise<string[]>;
  /** Sids of the rows and of the files that are there. */
  readonly left: () => Promise<{ rows: string[]; files: string[] }>;
}

async function withStage(test: (stage: Stage) => Promise<void>): Promise<void> {
  await withCleanups(async ({ defer, opened }) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-eviction-'));
    defer(() => rm(folder, { recursive: true, force: true }));
    const database = await opened(createTestDatabase(), (created) => created.drop());
    const [worker, api] = [await database.as('bulkgate_worker'), await database.as('bulkgate_api')];
    const storage = await createRecordingStorage({ kind: 'folder', folder }, 'write');
    const stored: StorageKey[] = [];
    await test({
      ...{ everybody: database.dataSource, worker, api, storage },
      async store(businessId, callSid, usedSecondsAgo) {
        const id = { businessId, callSid };
        const audio = randomBytes(BYTES);
        const file = {
          bytes: BYTES,
          contentType: 'audio/wav' as const,
          sha256: createHash('sha256').update(audio).digest('hex'),
        };
        await database.dataSource.query(
          `INSERT INTO calls (business_id, call_sid, recording_url) VALUES ($1, $2, 'https://provider.example/')`,
          [businessId, callSid],
        );
        const business = new Business(worker, businessId);
        const temporary = path.join(storage.temporaryFolder, callSid);
        await writeFile(temporary, audio);
        expect(await beginStoring(business, callSid, file)).toBeNull();
        await storage.keep({ ...id, sha256: file.sha256 }, temporary, file);
        expect(await markStored(business, callSid, file.sha256)).toBe(true);
        await database.dataSource.query(
          `UPDATE recordings SET fetched_at = now() - interval '1 day', last_played_at = now() - make_interval(secs => $3)
            WHERE business_id = $1 AND call_sid = $2`,
          [businessId, callSid, usedSecondsAgo],
        );
        stored.push({ ...id, sha256: file.sha256 });
        return { ...id, sha256: file.sha256 };
      },
      async evictDownTo(maxStoredBytes) {
        const gone: string[] = [];
        await evictRecordings(
          { dataSource: worker, storage, maxStoredBytes, onEvicted: ({ callSid }) => gone.push(callSid) },
          new AbortController().signal,
        );
        return gone;
      },
      async left() {
        const rows = await database.dataSource.query<{ sid: string }[]>(
          'SELECT call_sid AS sid FROM recordings ORDER BY 1',
        );
        const files = [];
        for (const id of stored) if (await storage.has(id, BYTES)) files.push(id.callSid);
        return { rows: rows.map(({ sid }) => sid), files: files.sort() };
      },
    });
  });
}

test('over the quota, what was played longest ago goes first, whoever it belongs to, and no more than that', () =>
  withStage(async ({ store, evictDownTo, left }) => {
    await store(1, 'a', 1_000);
    await store(2, 'b', 4_000);
    await store(1, 'c', 3_000);
    await store(2, 'd', 2_000);
    expect(await evictDownTo(4 * BYTES)).toEqual([]);
    expect(await evictDownTo(4 * BYTES - 1)).toEqual(['b']);
    expect(await left()).toEqual({ rows: ['a', 'c', 'd'], files: ['a', 'c', 'd'] });
    expect(await evictDownTo(BYTES)).toEqual(['c', 'd']);
    expect(await left()).toEqual({ rows: ['a'], files: ['a'] });
  }));

test('what was played or fetched within the last two minutes stays, and so does what is told to be playing meanwhile', () =>
  withStage(async ({ store, evictDownTo, left, api, worker, everybody }) => {
    const playing = await store(1, 'playing', 60);
    const silent = await store(1, 'silent', 125);
    const fresh = await store(1, 'fresh', 500);
    // Never played, fetched just now: somebody is about to.
    await everybody.query(
      `UPDATE recordings SET last_played_at = NULL, fetched_at = now() WHERE call_sid = 'fresh' AND business_id = 1`,
    );
    expect(await evictDownTo(0)).toEqual(['silent']);
    expect(await left()).toEqual({ rows: ['fresh', 'playing'], files: ['fresh', 'playing'] });
    expect(await touchLastPlayed(new Business(api, 1), silent)).toBe(false);

    // Found as evictable, told to be playing before its turn comes.
    await everybody.query(
      `UPDATE recordings SET last_played_at = now() - interval '1 hour' WHERE call_sid = 'playing'`,
    );
    expect(await touchLastPlayed(new Business(api, 1), playing)).toBe(true);
    const removed: string[] = [];
    const remove = (sha256: string): Promise<void> => Promise.resolve(void removed.push(sha256));
    expect(await evict(new Business(worker, 1), playing.callSid, remove)).toBe(false);
    expect(await evict(new Business(worker, 1), fresh.callSid, remove)).toBe(false);
    expect(removed).toEqual([]);
  }));

test('whoever tells that he plays while the file goes waits, and learns that it is gone; two evictions remove a file once', () =>
  withStage(async ({ store, api, worker }) => {
    const id = await store(1, 'a', 1_000);
    const events: string[] = [];
    let told: Promise<boolean> | undefined;
    const evicted = await evict(new Business(worker, 1), id.callSid, async () => {
      events.push('removing');
      told = touchLastPlayed(new Business(api, 1), id).finally(() => events.push('told'));
      // Another process at the same row passes by.
      expect(await evict(new Business(worker, 1), id.callSid, () => Promise.reject(new Error('removed twice')))).toBe(
        false,
      );
      events.push('removed');
    });
    expect(evicted).toBe(true);
    expect(await told).toBe(false);
    expect(events).toEqual(['removing', 'removed', 'told']);
  }));

test('a stream that has begun is sent to its end, though its file was removed', () =>
  withStage(async ({ store, storage }) => {
    const id = await store(1, 'a', 1_000);
    const stream = (await storage.open(id, BYTES))!;
    await storage.remove(id);
    const heard = await buffer(stream);
    expect(createHash('sha256').update(heard).digest('hex')).toBe(id.sha256);
    expect(await storage.open(id, BYTES)).toBeNull();
  }));

test('the recording of a call that is gone goes, within the quota too; a failure without a file as well', () =>
  withStage(async ({ store, evictDownTo, left, everybody }) => {
    await store(1, 'kept', 1_000);
    await store(2, 'kept-too', 1_000);
    await store(2, 'deleted', 1_000);
    await everybody.query(
      `INSERT INTO recordings (business_id, call_sid, status, failure, failed_at) VALUES (2, 'failed', 'failed', 'refused', now())`,
    );
    await everybody.query(`DELETE FROM calls WHERE call_sid = 'deleted'`);
    expect((await evictDownTo(1_000_000)).sort()).toEqual(['deleted', 'failed']);
    expect(await left()).toEqual({ rows: ['kept', 'kept-too'], files: ['kept', 'kept-too'] });
  }));

test('a removal that fails leaves row and file as they were', () =>
  withStage(async ({ store, worker, left }) => {
    const id = await store(1, 'a', 1_000);
    await expect(
      evict(new Business(worker, 1), id.callSid, () => Promise.reject(new Error('the disk is away'))),
    ).rejects.toThrow('the disk is away');
    expect(await left()).toEqual({ rows: ['a'], files: ['a'] });
  }));
