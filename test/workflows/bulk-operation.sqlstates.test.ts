import { expect, test } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { addManyLeads } from '../support/leads.js';
import { type System, withSystem } from '../support/system.js';

const LEADS = 'delete_leads_bulk';

/** One row of a batch of ten meets them. */
const OF_ONE_ROW = ['P0001', 'P0004', '22012', '23000', 'CRM01'];
/** Raised by the first six attempts: one more than a batch has of those that count. */
const PASSING = ['40P01', '40001', '53200', '57P03', '25006', '55006'];
const OF_NO_ROW = ['0A000', '42703', '58030', 'XX000'];

/** A canary whose mood is an SQLSTATE raises it when it is touched, with `times_<SQLSTATE>` as often as that says. */
const RAISING = `
  CREATE TABLE times (sql_state text PRIMARY KEY, at_most bigint NOT NULL);
  CREATE FUNCTION raise_mood() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      IF nextval('raised_' || lower(OLD.mood)) <= (SELECT at_most FROM times WHERE sql_state = OLD.mood) THEN
        RAISE 'a message with data of the row' USING ERRCODE = OLD.mood;
      END IF;
      RETURN NEW;
    END $$;
  CREATE TRIGGER raise_mood BEFORE UPDATE ON canaries
    FOR EACH ROW WHEN (OLD.mood ~ '^[0-9A-Z]{5}$') EXECUTE FUNCTION raise_mood();

  -- A statement that would take too long for more than three rows.
  CREATE FUNCTION too_slow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT count(*) FROM touched WHERE mood = 'slow') > 3 THEN
        RAISE 'canceling statement due to statement timeout' USING ERRCODE = 'query_canceled';
      END IF;
      RETURN NULL;
    END $$;
  CREATE TRIGGER too_slow AFTER UPDATE ON canaries REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION too_slow()`;

test('what an SQLSTATE means decides what becomes of the batch, and of its job', () =>
  withSystem({}, async (system) => {
    const { dataSource } = system;
    await dataSource.query(RAISING);
    let businesses = 0;
    /** A business with a batch that works and one in which the sixth canary raises an SQLSTATE. */
    const raising = async (sqlState: string, times: number): Promise<number> => {
      const businessId = ++businesses;
      await dataSource.query('INSERT INTO times VALUES ($1, $2)', [sqlState, times]);
      await dataSource.query(`CREATE SEQUENCE raised_${sqlState.toLowerCase()}`);
      await system.addCanaries(businessId, 15);
      await system.addCanaries(businessId, 1, { mood: sqlState });
      await system.addCanaries(businessId, 4);
      return businessId;
    };
    const always = 1_000_000;
    const ofOneRow = await Promise.all(OF_ONE_ROW.map((sqlState) => raising(sqlState, always)));
    const passing = await Promise.all(PASSING.map((sqlState) => raising(sqlState, 6)));
    const ofNoRow = await Promise.all(OF_NO_ROW.map((sqlState) => raising(sqlState, always)));
    const slow = ++businesses;
    await system.addCanaries(slow, 7, { mood: 'slow' });
    const ungranted = ++businesses;
    await addManyLeads(dataSource, ungranted, 20);
    await dataSource.query('REVOKE DELETE ON leads FROM bulkgate_worker');
    const unledgered = ++businesses;
    await system.addCanaries(unledgered, 20);
    await dataSource.query(
      `ALTER TABLE job_batches ADD CONSTRAINT one_batch CHECK (business_id <> ${unledgered} OR batch_no < 2)`,
    );
    const unlocked = ++businesses;
    await system.addCanaries(unlocked, 20);
    await dataSource.query(`ALTER TABLE jobs ADD CONSTRAINT few CHECK (business_id <> ${unlocked} OR succeeded < 20)`);

    await system.startWorker();
    const start = (businessId: number, operationType = 'canary_increment'): Promise<Job> =>
      system.start({ businessId, operationType, batchSize: 10 });
    const jobs = new Map(
      await Promise.all(
        [...ofOneRow, ...passing, ...ofNoRow, slow, unledgered, unlocked].map(
          async (businessId) => [businessId, await start(businessId)] as const,
        ),
      ),
    );
    jobs.set(ungranted, await start(ungranted, LEADS));
    const endOf = (businessId: number): Promise<Job> => system.finished(jobs.get(businessId)!.id);

    for (const [n, businessId] of ofOneRow.entries()) {
      expect(await endOf(businessId)).toMatchObject({ status: 'completed', succeeded: 19, failed: 1, lastError: null });
      expect(await codesOf(system, businessId)).toEqual([OF_ONE_ROW[n]]);
    }
    for (const businessId of passing) {
      expect(await endOf(businessId)).toMatchObject({ status: 'completed', succeeded: 20, failed: 0, lastError: null });
    }
    const failedAtOnce = { status: 'failed', total: 20, processed: 10, failed: 0, notAttempted: 10 };
    const expectNobodyBlamed = async (businessId: number, sqlState: string): Promise<void> => {
      expect(await endOf(businessId)).toMatchObject({
        ...failedAtOnce,
        lastError: expect.stringMatching(new RegExp(`^SQLSTATE ${sqlState}: \\w+`)),
      });
      expect(await codesOf(system, businessId)).toEqual([]);
    };
    for (const [n, businessId] of ofNoRow.entries()) await expectNobodyBlamed(businessId, OF_NO_ROW[n]!);
    await expectNobodyBlamed(unledgered, '23514 \\(constraint one_batch\\)');
    await expectNobodyBlamed(unlocked, '23514 \\(constraint few\\)');
    expect(await endOf(ungranted)).toMatchObject({ status: 'failed', total: 20, processed: 0, notAttempted: 20 });
    expect((await endOf(ungranted)).lastError).toMatch(/^SQLSTATE 42501/);
    expect(await codesOf(system, ungranted)).toEqual([]);

    expect(await endOf(slow)).toMatchObject({ status: 'completed', succeeded: 7, failed: 0 });
    const batches = await dataSource.query<{ processed: number }[]>(
      'SELECT processed FROM job_batches WHERE business_id = $1 ORDER BY batch_no',
      [slow],
    );
    // Ten at most, then five, then three; four are too many as well.
    expect(batches.map(({ processed }) => processed)).toEqual([3, 3, 1]);
    for (const businessId of passing) expect(await system.touches(businessId)).toEqual({ 1: 20 });
    for (const businessId of ofOneRow) expect(await system.touches(businessId)).toEqual({ 0: 1, 1: 19 });
  }));

async function codesOf({ dataSource }: System, businessId: number): Promise<string[]> {
  const failures = await dataSource.query<{ code: string }[]>('SELECT code FROM job_failures WHERE business_id = $1', [
    businessId,
  ]);
  return failures.map(({ code }) => code);
}
