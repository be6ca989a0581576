import { expect } from '@jest/globals';
import { browserTest } from '../support/browser.js';
import { chooseUser, logIn } from '../support/console.js';
import { finishFast, SLOW, startJob } from '../support/console-job.js';
import { withPage } from '../support/console-page.js';
import { type Product, withProduct } from '../support/product.js';
import { share } from '../support/share.js';

const onProduct = share<Product>((use) => withProduct({}, use));

browserTest('two tabs of a browser show the same numbers and controls by one stream, which the second takes over', () =>
  onProduct((product) =>
    withPage(product, async (first) => {
      const streams: string[] = [];
      first.context().on('request', (request) => {
        if (request.url().endsWith('/jobs/events')) streams.push(request.url());
      });
      await logIn(first, product.url, 'operator');
      const jobId = await startJob(product, SLOW);
      const second = await first.context().newPage();
      for (const tab of [first, second]) {
        await tab.goto(`${product.url}/jobs/${jobId}`);
        await tab.getByText('Running.').waitFor();
      }
      const before = streams.length;
      await first.getByRole('region', { name: 'Controls' }).getByRole('button', { name: 'Pause' }).click();
      for (const tab of [first, second]) await tab.getByText('Paused. The job keeps its gate').waitFor();
      await second.getByRole('region', { name: 'Controls' }).getByRole('button', { name: 'Resume' }).click();
      for (const tab of [first, second]) await tab.getByText('Running.').waitFor();
      // One for the page that was logged in on, one for the page of the job, and none for the second tab.
      expect([before, streams.length]).toEqual([2, 2]);

      await first.close();
      await finishFast(second);
      expect(streams.length).toBe(3);
    }),
  ),
);

browserTest(
  'who is silent for too long is asked to log in, sees nothing any more, and comes back to where he was',
  () =>
    onProduct((product) =>
      withPage(product, async (page) => {
        await logIn(page, product.url, 'operator');
        const jobId = await startJob(product, SLOW);
        await page.goto(`${product.url}/jobs/${jobId}`);
        await page.getByText('Running.').waitFor();
        await product.dataSource.query(`UPDATE sessions SET last_used_at = now() - interval '1 day'`);
        await page.waitForURL(/\/login\?next=/);
        await page.getByRole('heading', { name: 'Log in to BulkGate' }).waitFor();
        expect(await page.getByText('Delete leads').count()).toBe(0);
        await chooseUser(page, 'operator');
        await page.waitForURL(`${product.url}/jobs/${jobId}`);
        await page.getByText('Running.').waitFor();
      }),
    ),
);
