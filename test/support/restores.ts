import { expect } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { Job } from '../../src/operations/job.js';
import type { TestApi } from './api.js';
import { checksum } from './checksum.js';

/** Of leads and receipts, all but when and by which transaction they were written. */
const LEAD = 'id, business_id, name, phone, email, status, source, owner, tags, legal_hold, import_id, created_at';
const RECEIPT = 'id, business_id, amount, currency, issued_at, file_name, file_bytes, file_sha256';

/** Checksums of all that operations delete, and that a restore has to bring back as it was. */
export function contents(dataSource: DataSource, businessId = 1): Promise<string[]> {
  return Promise.all([
    checksum(dataSource, 'leads', businessId, LEAD),
    checksum(dataSource, 'receipts', businessId, RECEIPT),
    ...(['notes', 'tasks', 'consents', 'calls', 'imports'] as const).map((table) =>
      checksum(dataSource, table, businessId),
    ),
  ]);
}

/** A job that was started over the API, when it has ended. */
export async function run(api: TestApi, body: object): Promise<Job> {
  const started = await api.ask<{ id: string }>('/api/v1/jobs', { body });
  expect([started.status, started.body]).toEqual([202, expect.anything()]);
  return api.finished(started.body.id);
}

/** A restore of the job, when it has ended. */
export async function restored(api: TestApi, job: Pick<Job, 'id'>, body: object = {}): Promise<Job> {
  const started = await api.ask<{ id: string }>(`/api/v1/jobs/${job.id}/restore`, { body });
  expect([started.status, started.body]).toEqual([202, expect.anything()]);
  return api.finished(started.body.id);
}

/** What a job has recorded as failed, by target. */
export function failuresOf(dataSource: DataSource, job: Pick<Job, 'id'>): Promise<{ id: number; code: string }[]> {
  return dataSource.query('SELECT target_id AS id, code FROM job_failures WHERE job_id = $1 ORDER BY target_id', [
    job.id,
  ]);
}
