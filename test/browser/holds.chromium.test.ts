import { expect } from '@jest/globals';
import { browserTest } from '../support/browser.js';
import { logIn } from '../support/console.js';
import { startJob } from '../support/console-job.js';
import { withPage } from '../support/console-page.js';
import { holdLockQueue } from '../support/lock-queue.js';
import { withProduct } from '../support/product.js';

const WAITS = /Waits: \S*sessions that wait for locks: 1 \(limit 1\)\S*\. Next look at \D*\d+:\d\d:\d\d/;

browserTest('a job that waits for the database says why and until when on its page, in the list and in the strip', () =>
  withProduct({ environment: { HOLD_AT_LOCK_WAITS: '1' } }, (product) =>
    withPage(product, async (page) => {
      await logIn(page, product.url, 'viewer');
      const queue = await holdLockQueue(product);
      try {
        const jobId = await startJob(product, { leads: 200, batchSize: 10, throttleMs: 100 });
        await page.goto(`${product.url}/jobs`);
        const strip = page.getByRole('region', { name: 'Live jobs' });
        await strip.getByText(WAITS).waitFor();
        await page.getByRole('main').getByText(WAITS).waitFor();
        await page.getByRole('main').getByText('Waits for the database').waitFor();

        await page.goto(`${product.url}/jobs/${jobId}`);
        const progress = page.getByRole('region', { name: 'Progress' });
        await progress.getByText(WAITS).waitFor();
        await progress.getByText('The job goes on by itself.').waitFor();
        expect(await progress.getByText('targets per second').count()).toBe(0);

        await queue.letGo();
        await page.getByText('Every target was processed.').waitFor();
        expect(await page.getByText(WAITS).count()).toBe(0);
      } finally {
        await queue.letGo();
      }
    }),
  ),
);
