import { expect, test } from '@jest/globals';
import { openDataSource } from '../../src/db/data-source.js';
import type { Job } from '../../src/operations/job.js';
import { describeJobWorkflow } from '../../src/temporal/job-workflow.js';
import { type CommitLink, type Loss, withCommitLink } from '../support/commit-link.js';
import { type System, withSystem } from '../support/system.js';

test.each<[string, Loss]>([
  ['took effect and only the answer was lost', 'answer'],
  ['never reached PostgreSQL', 'question'],
])('a start is accepted once when its COMMIT %s', async (_, loss) => {
  await withLossyAccept(async (system, accept, link) => {
    void link.catchCommitOf('insert_job', loss, 'break');
    const job = await accept(link);
    expect(await jobIds(system)).toEqual([job.id]);
    expect((await system.lock()).value).toBe(`job_${job.id}`);
    expect(await describeJobWorkflow(system.client, job)).toEqual({ kind: 'open' });
  });
});

test('a start that PostgreSQL does not decide any more is 503 and names its job, whose lock stays', () =>
  withLossyAccept(async (system, accept, link) => {
    void link.catchCommitOf('insert_job', 'answer', 'go down');
    const refused = await accept(link).catch((error: unknown) => error);
    const [id, ...others] = await jobIds(system);
    expect(others).toEqual([]);
    expect(refused).toMatchObject({
      fields: { status: 503, code: 'outcome_unknown', extensions: { jobId: id } },
    });
    // It was committed: had the lock been given back, another click could take it over a live job.
    expect((await system.lock()).value).toBe(`job_${id}`);
  }));

const idempotency = { key: 'once', bodyHash: Buffer.alloc(32) };

/** Accepts one canary job by way of a link that can lose a COMMIT. */
async function withLossyAccept(
  test: (system: System, accept: (link: CommitLink) => Promise<Job>, link: CommitLink) => Promise<void>,
): Promise<void> {
  await withSystem({}, async (system) => {
    const { config } = system;
    await withCommitLink(config.database.url, async (link) => {
      const dataSource = await openDataSource({ ...config.database, url: link.url }, { applicationName: 'lossy' });
      try {
        const onStartDelayed = (_jobId: string, error: unknown): never => {
          throw error;
        };
        await test(system, () => system.start({ idempotency }, { dataSource, onStartDelayed }), link);
      } finally {
        await dataSource.destroy();
      }
    });
  });
}

async function jobIds({ dataSource }: System): Promise<string[]> {
  const rows = await dataSource.query<{ id: string }[]>('SELECT id FROM jobs ORDER BY id');
  return rows.map(({ id }) => id);
}
