import type { Page } from 'playwright-core';
import { addManyLeads } from './leads.js';
import type { Product } from './product.js';

interface StartedJob {
  readonly leads: number;
  readonly batchSize: number;
  readonly throttleMs: number;
}

/** So slow that its end is minutes away, unless somebody changes its speed. */
export const SLOW: StartedJob = { leads: 400, batchSize: 5, throttleMs: 1_000 };

/** Gives business 1 so many leads and starts a job that deletes all of them. @returns its id */
export async function startJob(product: Product, { leads, ...options }: StartedJob): Promise<string> {
  await cancelJobs(product);
  await product.dataSource.query('DELETE FROM leads WHERE business_id = 1');
  await addManyLeads(product.dataSource, 1, leads);
  const body = { type: 'delete_leads_bulk', selection: { all: true }, options };
  const { status, body: job, text } = await product.ask<{ id: string }>('/api/v1/jobs', { body });
  if (status !== 202) throw new Error(text);
  return job.id;
}

/** Ends in the middle what a test has left behind. */
export async function cancelJobs(product: Product): Promise<void> {
  const live = await product.dataSource.query<{ id: string }[]>('SELECT id FROM jobs WHERE finished_at IS NULL');
  for (const { id } of live) {
    await product.ask(`/api/v1/jobs/${id}/cancel`, { method: 'POST' });
    await product.finished(id);
    await product.lockGone('delete_leads_bulk');
  }
}

/** On the page of a job that runs slowly: gives it full speed, and waits for its end. */
export async function finishFast(page: Page): Promise<void> {
  await page.getByText('Running.').waitFor();
  await page.getByLabel('Automatic').check();
  await page.getByLabel('Rest (ms)').fill('0');
  await page.getByRole('button', { name: 'Change speed' }).click();
  await page.getByText('Every target was processed.').waitFor();
}
