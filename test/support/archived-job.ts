import type { DataSource } from 'typeorm';
import type { NewJob } from '../../src/db/repositories/job-acceptance.js';
import { endedJob } from './ended-job.js';

/** A job of business 1 that has ended and has these leads in the archive; they are as they were, where they were at all. */
export async function archivedJob(
  dataSource: DataSource,
  leadIds: readonly number[] = [1, 2],
  fields: Partial<NewJob> = {},
): Promise<string> {
  const { businessId = 1 } = fields;
  const id = await endedJob(dataSource, [], { archiveDays: 30, ...fields });
  await dataSource.query('UPDATE jobs SET total = $2, processed = $2, succeeded = $2 WHERE id = $1', [
    id,
    leadIds.length,
  ]);
  await dataSource.query('SELECT make_archive_partition(archive_expires_on) FROM jobs WHERE id = $1', [id]);
  await dataSource.query(
    `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
     SELECT $1::integer, archive_expires_on, id, lead, 'leads', lead, 'deleted',
            jsonb_build_object('id', lead, 'business_id', $1::integer, 'name', 'Lead ' || lead)
       FROM jobs CROSS JOIN unnest($3::bigint[]) AS lead WHERE id = $2`,
    [businessId, id, leadIds],
  );
  return id;
}
