import { describe, expect, test } from '@jest/globals';
import type { Answer, Ask } from '../support/asking.js';
import type { ApiProcess } from '../support/api-process.js';
import { auditEntries, checkChain } from '../support/audit.js';
import { type CommitLink, withCommitLink } from '../support/commit-link.js';
import { share } from '../support/share.js';
import { testToken } from '../support/test-token.js';
import { type System, withSystem } from '../support/system.js';

const JOBS = '/api/v1/jobs';
const START = { body: { type: 'delete_leads_bulk', selection: { all: true } }, headers: { 'idempotency-key': 'k' } };
/** The name of the prepared statement: its text is sent once for each connection. */
const INSERT = 'insert_job';
const CANCEL = 'cancel_requested_at = COALESCE';

interface Scene {
  readonly system: System;
  readonly link: CommitLink;
  /** Another one than the one that answers by itself. */
  readonly startApi: () => Promise<ApiProcess>;
  readonly ask: (path: string, options: Ask, api?: ApiProcess) => Promise<Answer>;
  /** Action, result and reason of each entry about this job, or about none. */
  readonly acts: (jobId: string | null) => Promise<string[]>;
  readonly jobIds: () => Promise<string[]>;
}

/** One for all tests, by way of a link to PostgreSQL that can catch a COMMIT. */
const onShared = share<Pick<Scene, 'system' | 'link' | 'startApi'> & { readonly api: ApiProcess }>((use) =>
  withSystem({ policies: {} }, (system) =>
    withCommitLink(system.config.database.url, async (link) => {
      const startApi = () => system.startApi({ DATABASE_URL: link.url });
      await use({ system, link, startApi, api: await startApi() });
    }),
  ),
);
let businesses = 0;

/** The product's API, asked by a business of the test's own. */
function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  return onShared(async ({ system, link, api: shared, startApi }) => {
    const businessId = ++businesses;
    const token = await testToken(businessId);
    await work({
      ...{ system, link, startApi },
      ask: (path, options, api = shared) => api.ask(path, { token, ...options }),
      async acts(jobId) {
        const entries = await auditEntries(system.dataSource, businessId);
        return entries
          .filter(({ target }) => target === jobId)
          .map(({ action, result, reason }) => [action, result, ...(reason === null ? [] : [reason])].join(' '));
      },
      async jobIds() {
        const jobs = await system.dataSource.query<{ id: string }[]>('SELECT id FROM jobs WHERE business_id = $1', [
          businessId,
        ]);
        return jobs.map(({ id }) => id);
      },
    });
    expect((await checkChain(system.dataSource, businessId)).faults).toEqual([]);
  });
}

describe('an API process that is killed at the COMMIT of a start', () => {
  test('leaves the job with its one entry where PostgreSQL has committed, and the click repeated is a replay', () =>
    withScene(async ({ link, startApi, ask, acts, jobIds }) => {
      const api = await startApi();
      const caught = link.catchCommitOf(INSERT, 'answer', 'hold');
      const click = ask(JOBS, START, api).catch(() => 'no answer');
      await caught;
      await api.kill();
      expect(await click).toBe('no answer');
      const [jobId, ...others] = await jobIds();
      expect(others).toEqual([]);
      expect(await acts(jobId!)).toEqual(['operation.start done']);

      const again = await ask(JOBS, START);
      expect([again.status, again.body.id]).toEqual([202, jobId]);
      expect(await acts(jobId!)).toEqual(['operation.start done', 'operation.start done replayed']);
    }));

  test('leaves neither where the COMMIT was not sent', () =>
    withScene(async ({ link, startApi, ask, acts, jobIds }) => {
      const api = await startApi();
      const caught = link.catchCommitOf(INSERT, 'question', 'hold');
      const click = ask(JOBS, START, api).catch(() => 'no answer');
      await caught;
      await api.kill();
      expect(await click).toBe('no answer');
      expect([await jobIds(), await acts(null)]).toEqual([[], []]);
    }));
});

test.each(['answer', 'question'] as const)(
  'a start whose COMMIT loses its %s is sent again, and makes one job with one entry',
  (loss) =>
    withScene(async ({ link, ask, acts, jobIds }) => {
      const caught = link.catchCommitOf(INSERT, loss, 'break');
      const { status, body } = await ask(JOBS, START);
      await caught;
      expect([status, await jobIds()]).toEqual([202, [body.id]]);
      expect(await acts(body.id as string)).toEqual(['operation.start done']);
    }),
);

test('a cancel that is a fact has one entry, which says so, though its answer is lost; one that is none failed', () =>
  withScene(async ({ system, link, ask, acts }) => {
    const { body: job } = await ask(JOBS, START);
    const jobId = job.id as string;
    const cancel = () => ask(`${JOBS}/${jobId}/cancel`, { method: 'POST' });
    const isRequested = async (): Promise<boolean> => (await system.job(jobId)).cancelRequestedAt !== null;

    const lostQuestion = link.catchCommitOf(CANCEL, 'question', 'break');
    expect((await cancel()).status).toBe(503);
    await lostQuestion;
    expect(await isRequested()).toBe(false);
    const failed = 'operation.cancel failed database_unavailable';
    expect(await acts(jobId)).toEqual(['operation.start done', failed]);

    const lostAnswer = link.catchCommitOf(CANCEL, 'answer', 'break');
    expect((await cancel()).status).toBe(503);
    await lostAnswer;
    expect(await isRequested()).toBe(true);
    expect(await acts(jobId)).toEqual(['operation.start done', failed, 'operation.cancel done']);
  }));
