import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserTest } from '../support/browser.js';
import { logIn } from '../support/console.js';
import { startJob } from '../support/console-job.js';
import { withPage } from '../support/console-page.js';
import { eventually } from '../support/eventually.js';
import { type Part, type Product, withProduct } from '../support/product.js';
import { share } from '../support/share.js';

const onProduct = share<Product>((use) => withProduct({}, use));

/** So slow that its end is minutes away, unless somebody changes its speed. */
const SLOW = { leads: 400, batchSize: 5, throttleMs: 1_000 };

/** With the page of a job that runs; the job is then to complete in front of it, without the page being loaded again. */
function whileWatched(work: (product: Product, page: Page, jobId: string) => Promise<void>): Promise<void> {
  return onProduct((product) =>
    withPage(product, async (page) => {
      await logIn(page, product.url, 'operator');
      const jobId = await startJob(product, SLOW);
      await page.goto(`${product.url}/jobs/${jobId}`);
      await page.getByText('Running.').waitFor();
      await page.evaluate('globalThis.isSamePage = true');
      await work(product, page, jobId);
      await page.getByText('Running.').waitFor();
      await page.getByLabel('Batch size').fill('400');
      await page.getByLabel('Rest (ms)').fill('0');
      await page.getByRole('button', { name: 'Change speed' }).click();
      await page.getByText('Every target was processed.').waitFor();
      expect(await page.evaluate('isSamePage')).toBe(true);
      expect(await product.finished(jobId)).toMatchObject({ status: 'completed', succeeded: 400 });
    }),
  );
}

/** Kills a part, and brings it up again whatever comes of the work. */
async function whileDown(part: Part, work: () => Promise<void>): Promise<void> {
  await part.down();
  await work().finally(() => part.up());
}

browserTest(
  'a server that is killed in the midst of a watch makes the numbers old, and its restart makes them new',
  () =>
    whileWatched(async ({ api }, page) => {
      await whileDown(api, async () => {
        await page.getByText('Connecting again…').waitFor();
        await page.getByText('The numbers are those of').waitFor();
      });
      await page.getByText('Connecting again…').waitFor({ state: 'detached' });
    }),
);

browserTest('a job whose worker is killed is said to wait for a worker until there is another one', () =>
  whileWatched(({ worker }, page) => whileDown(worker, () => page.getByText('Waiting for a worker.').waitFor())),
);

browserTest('with Redis away the page says so while the job goes on, and nothing is started', () =>
  whileWatched((product, page, jobId) =>
    whileDown(product.redisService, async () => {
      await page.getByText('Redis does not answer').waitFor();
      const body = { type: 'delete_leads_bulk', selection: { all: true } };
      expect(await product.ask('/api/v1/jobs', { body })).toMatchObject({ status: 503 });
      const { processed } = await product.job(jobId);
      const shown = page.locator('main').getByRole('progressbar');
      await eventually(async () => Number(await shown.getAttribute('aria-valuenow')) > processed);
    }),
  ),
);
