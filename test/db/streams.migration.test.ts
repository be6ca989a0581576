import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AddStreamsToLedger1764000000029 } from '../../src/db/migrations/1764000000029-add-streams-to-ledger.js';
import { statementBlocked } from '../support/locks.js';
import { withDatabase } from '../support/test-database.js';

/** As a worker of the version before opens the ledger's row of a batch. */
const OLDER_INSERT =
  'INSERT INTO job_batches (job_id, batch_no, business_id) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING RETURNING 1';
const INSERT = `INSERT INTO job_batches (job_id, stream_no, batch_no, business_id) VALUES ($1, $2, $3, 1)
                ON CONFLICT DO NOTHING RETURNING 1`;

const migration = new AddStreamsToLedger1764000000029();
const back = (dataSource: DataSource): Promise<void> =>
  dataSource.transaction((manager) => migration.down(manager.queryRunner!));

async function forward(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await migration.up(runner);
  } finally {
    await runner.release();
  }
}

async function keyOf(dataSource: DataSource): Promise<string> {
  const [key] = await dataSource.query<{ key: string }[]>(
    `SELECT pg_get_constraintdef(oid) AS key FROM pg_constraint
      WHERE conrelid = 'job_batches'::regclass AND contype = 'p'`,
  );
  return key!.key;
}

test('a ledger in use gets streams: what older workers write meanwhile and afterwards is of stream 1, each chunk once', () =>
  withDatabase(async ({ dataSource }, { opened }) => {
    const job = randomUUID();
    await back(dataSource);
    expect(await keyOf(dataSource)).toBe('PRIMARY KEY (job_id, batch_no)');
    await dataSource.query(OLDER_INSERT, [job, 1]);
    // Left by a migration that was cut off.
    await dataSource.query('CREATE INDEX job_batches_by_stream ON job_batches (job_id)');
    const file = () => dataSource.query<object[]>(`SELECT pg_relation_filenode('job_batches') AS file`);
    const before = await file();

    const older = await opened(Promise.resolve(dataSource.createQueryRunner()), (runner) => runner.release());
    await older.startTransaction();
    expect(await older.query(OLDER_INSERT, [job, 2])).toHaveLength(1);
    const migrated = forward(dataSource);
    await statementBlocked(dataSource, 'ALTER TABLE job_batches ADD COLUMN');
    await older.commitTransaction();
    await migrated;

    expect(await file()).toEqual(before); // not written anew
    expect(await keyOf(dataSource)).toBe('PRIMARY KEY (job_id, stream_no, batch_no)');
    const written = async (statement: string, ...values: number[]): Promise<number> =>
      (await dataSource.query<unknown[]>(statement, [job, ...values])).length;
    expect([await written(OLDER_INSERT, 2), await written(INSERT, 1, 2)]).toEqual([0, 0]);
    expect([await written(OLDER_INSERT, 3), await written(INSERT, 1, 3)]).toEqual([1, 0]);
    expect([await written(INSERT, 1, 4), await written(OLDER_INSERT, 4)]).toEqual([1, 0]);
    expect([await written(INSERT, 2, 1), await written(INSERT, 2, 1)]).toEqual([1, 0]);
    await forward(dataSource); // a second time finds nothing to do
  }));

test('a ledger with a stream above 1 does not go back, though its owner sees no row of it; without one it does', () =>
  withDatabase(async ({ dataSource }, { defer }) => {
    const [one, two] = [randomUUID(), randomUUID()];
    await dataSource.query(INSERT, [one, 1, 1]);
    await dataSource.query(INSERT, [two, 2, 1]);
    const owner = `owner_${one.slice(0, 8)}`;
    await dataSource.query(`CREATE ROLE ${owner}`);
    defer(() => dataSource.query(`DROP OWNED BY ${owner}`).then(() => dataSource.query(`DROP ROLE ${owner}`)));
    await dataSource.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`);
    await dataSource.query(`ALTER TABLE job_batches OWNER TO ${owner}`);
    const backAsOwner = (): Promise<void> =>
      dataSource.transaction(async (manager) => {
        await manager.query(`SET LOCAL ROLE ${owner}`);
        expect(await manager.query('SELECT FROM job_batches')).toEqual([]);
        await migration.down(manager.queryRunner!);
      });
    await expect(backAsOwner()).rejects.toThrow('the ledger has chunks of a stream above 1');
    const rows = 'SELECT job_id AS job, batch_no AS chunk FROM job_batches ORDER BY stream_no';
    expect(await dataSource.query(rows)).toEqual([
      { job: one, chunk: 1 },
      { job: two, chunk: 1 },
    ]);

    await dataSource.query('DELETE FROM job_batches WHERE stream_no > 1');
    await backAsOwner();
    expect(await keyOf(dataSource)).toBe('PRIMARY KEY (job_id, batch_no)');
    expect(await dataSource.query('SELECT job_id AS job FROM job_batches')).toEqual([{ job: one }]);
    await dataSource.query('ALTER TABLE job_batches OWNER TO CURRENT_USER');
  }));
