import { expect, test } from '@jest/globals';
import { withCleanups } from '../support/cleanups.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads } from '../support/leads.js';
import { holdLock } from '../support/locks.js';
import { startFetch } from '../support/recording-fetch.js';
import { type RecordingsSystem, withRecordings } from '../support/recordings.js';

const SLOTS = 2;
const OPERATION_TYPE = 'delete_leads_bulk';

test('a worker that has all its slots for chunks taken fetches a recording before any of them is free', () =>
  withRecordings({ environment: { WORKER_MAX_CHUNKS: String(SLOTS) } }, async (system) => {
    await withCleanups(async ({ opened }) => {
      for (const callSid of ['first', 'second']) await system.addCall(1, callSid, `/ok/${callSid}.wav?bytes=50000`);
      for (let business = 1; business <= SLOTS + 1; business++) await addManyLeads(system.dataSource, business, 20);
      await system.startRecordingWorker();
      // What a process does for the first time takes long.
      await (await startFetch(system, 'first')).result();

      const blocker = await opened(holdLock(system.database, 'SELECT FROM leads FOR UPDATE'), (lock) => lock.letGo());
      const jobs = [];
      for (let businessId = 1; businessId <= SLOTS; businessId++) {
        jobs.push(await system.start({ businessId, operationType: OPERATION_TYPE }));
      }
      // Long before they give up (5 s).
      const taken = await eventually(async () => {
        const waiting = await chunksThatWait(system);
        return waiting.length === SLOTS && waiting.every(({ since }) => since < 1) && waiting;
      }, 60_000);
      const waitingJob = await system.start({ businessId: SLOTS + 1, operationType: OPERATION_TYPE });

      const fetch = await startFetch(system, 'second');
      expect(await fetch.result()).toMatchObject({ isNew: true });
      const still = await chunksThatWait(system);
      expect(still.map(({ transaction }) => transaction)).toEqual(taken.map(({ transaction }) => transaction));
      expect((await system.job(waitingJob.id)).processed).toBe(0);

      await blocker.letGo();
      for (const { id } of [...jobs, waitingJob]) {
        expect(await system.finished(id)).toMatchObject({ status: 'completed', succeeded: 20 });
      }
    });
  }));

/** Transactions of the worker that wait for a lock on leads, and for how many seconds. */
function chunksThatWait({ dataSource }: RecordingsSystem): Promise<{ transaction: string; since: number }[]> {
  return dataSource.query(
    `SELECT pid || ' ' || xact_start AS transaction, extract(epoch FROM clock_timestamp() - query_start)::float AS since
       FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'bulkgate-worker' AND wait_event_type = 'Lock'
      ORDER BY 1`,
  );
}
