import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { makeArchivePartition } from '../../src/db/repositories/archive-partitions.js';
import { recordFailures } from '../../src/db/repositories/chunk-ledger.js';
import type { NewJob } from '../../src/db/repositories/job-acceptance.js';
import { finishJob } from '../../src/db/repositories/job-lifecycle.js';
import type { OperationDefinition } from '../../src/operations/definition.js';
import { TargetIds } from '../../src/operations/target-ids.js';
import { acceptedJob } from './accepted-job.js';
import type { TestDatabase } from './test-database.js';

interface ActingOn {
  readonly database: TestDatabase;
  /** Of the tests' superuser. */
  readonly dataSource: DataSource;
}

/**
 * A job that has acted on these targets in one chunk, as a worker does it, and has ended; nobody has asked Temporal. It
 * archives for 30 days where `fields` do not say otherwise.
 */
export async function actedJob(
  { database, dataSource }: ActingOn,
  definition: OperationDefinition,
  ids: readonly number[],
  fields: Partial<NewJob> = {},
): Promise<string> {
  if (definition.kind !== 'rows') throw new TypeError(`${definition.type} does not act on rows`);
  const { businessId = 1, parameters = {} } = fields;
  const jobId = await acceptedJob(dataSource, { operationType: definition.type, archiveDays: 30, ...fields });
  const business = new Business(await database.as('bulkgate_worker'), businessId);
  const [row] = await dataSource.query<{ day: string | null }[]>(
    'SELECT archive_expires_on::text AS day FROM jobs WHERE id = $1',
    [jobId],
  );
  const archiveExpiresOn = row!.day;
  if (archiveExpiresOn !== null) await makeArchivePartition(business, archiveExpiresOn);
  const { done, refused } = await business.transaction(async (sql) => {
    const chunk = { businessId, jobId, ids: TargetIds.of(ids), archiveExpiresOn };
    const acted = await definition.act(sql, chunk, definition.parameters.parse(parameters));
    const failures = acted.refused.map((target) => ({ ...target, constraint: undefined }));
    await recordFailures(sql, { businessId, jobId, chunkNo: 1 }, failures);
    return acted;
  });
  const skipped = ids.length - done - refused.length;
  await dataSource.query(
    `UPDATE jobs SET status = 'running', started_at = now(), total = $2, processed = $2, succeeded = $3, failed_count = $4,
            skipped = $5
      WHERE id = $1`,
    [jobId, ids.length, done, refused.length, skipped],
  );
  await finishJob(new Business(dataSource, businessId), jobId, 'completed', null);
  return jobId;
}
