import { addManyLeads } from './leads.js';
import type { Product } from './product.js';

interface StartedJob {
  readonly leads: number;
  readonly batchSize: number;
  readonly throttleMs: number;
}

/** Adds leads to business 1 and starts a job that deletes all its leads. @returns its id */
export async function startJob(product: Product, { leads, ...options }: StartedJob): Promise<string> {
  await product.dataSource.query('DELETE FROM leads WHERE business_id = 1');
  await addManyLeads(product.dataSource, 1, leads);
  const body = { type: 'delete_leads_bulk', selection: { all: true }, options };
  const { status, body: job, text } = await product.ask<{ id: string }>('/api/v1/jobs', { body });
  if (status !== 202) throw new Error(text);
  return job.id;
}

/** Ends a job in the middle. */
export async function cancelJob(product: Product, jobId: string): Promise<void> {
  await product.ask(`/api/v1/jobs/${jobId}/cancel`, { method: 'POST' });
  await product.finished(jobId);
}
