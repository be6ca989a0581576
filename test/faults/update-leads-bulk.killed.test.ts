import { expect, test } from '@jest/globals';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { checksum } from '../support/checksum.js';
import { withSystem } from '../support/system.js';

const TYPE = 'update_leads_bulk';
const POLICIES = {
  [TYPE]: {
    ...{ lockTtlSeconds: 60, maxRuntimeSeconds: 10, heartbeatTimeoutSeconds: 2, startToCloseSeconds: 65 },
    maxBackoffSeconds: 1,
  },
};
const MOMENTS = ['before begin', 'batch opened', 'before commit', 'after commit'] as const;

test('jobs whose worker is killed at any moment of a chunk change every lead once, and none that already matches', () =>
  withSystem({ policies: POLICIES }, async (system) => {
    const { dataSource } = system;
    const businesses = MOMENTS.map((_, index) => index + 1);
    const bystander = 9;
    await dataSource.query(
      `INSERT INTO leads (business_id, name, status, tags)
       SELECT b, 'Lead ' || n, CASE n % 5 WHEN 0 THEN 'lost' ELSE 'new' END,
              CASE n % 5 WHEN 0 THEN '{vip,spring}' ELSE '{old,vip}' END::text[]
         FROM generate_series(1, 45) AS n, unnest($1::int[]) AS b`,
      [[...businesses, bystander]],
    );
    await dataSource.query(`
      CREATE TABLE writes (lead_id bigint);
      CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
        $$ BEGIN INSERT INTO public.writes VALUES (NEW.id); RETURN NEW; END $$;
      CREATE TRIGGER note_write AFTER UPDATE ON leads FOR EACH ROW EXECUTE FUNCTION note_write()`);
    const untouched = await checksum(dataSource, 'leads', bystander, '*, xmin');
    const jobs = await Promise.all(
      businesses.map((businessId) =>
        system.start({
          ...{ businessId, operationType: TYPE, targets: leadTargets, batchSize: 10 },
          parameters: { status: 'lost', tags: { add: ['spring'], remove: ['old'] } },
        }),
      ),
    );
    const worker = await system.startWorker({
      stopAt: jobs.map(({ id: jobId }, index) => ({ name: MOMENTS[index]!, chunkNo: 2, jobId })),
    });
    await Promise.all(jobs.map(({ id }) => worker.atCheckpoint(id)));
    await worker.kill();
    await system.startWorker();
    for (const { id } of jobs) {
      expect(await system.finished(id)).toMatchObject({ status: 'completed', total: 45, succeeded: 45, failed: 0 });
    }
    const [changed] = await dataSource.query<object[]>(
      `SELECT count(*)::int AS leads, count(*) FILTER (WHERE status = 'lost' AND tags = '{vip,spring}')::int AS changed
         FROM leads WHERE business_id = ANY($1)`,
      [businesses],
    );
    expect(changed).toEqual({ leads: 45 * businesses.length, changed: 45 * businesses.length });
    const [writes] = await dataSource.query<object[]>(
      'SELECT count(*)::int AS writes, count(DISTINCT lead_id)::int AS leads FROM writes',
    );
    expect(writes).toEqual({ writes: 36 * businesses.length, leads: 36 * businesses.length });
    expect(await checksum(dataSource, 'leads', bystander, '*, xmin')).toBe(untouched);
  }));
