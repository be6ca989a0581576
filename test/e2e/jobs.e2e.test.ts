import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserTest } from '../support/browser.js';
import { logIn } from '../support/console.js';
import { withPage } from '../support/console-page.js';
import { cancelJobs, finishFast, SLOW, startJob } from '../support/console-job.js';
import { type Product, withProduct } from '../support/product.js';
import { TEXTS } from '../support/console-texts.js';
import { eventually } from '../support/eventually.js';
import { share } from '../support/share.js';

const onProduct = share<Product>((use) => withProduct({}, use));

const { he } = TEXTS;

const controls = (page: Page) => page.getByRole('region', { name: 'Controls' });

async function openJob(page: Page, { url }: Product, jobId: string): Promise<void> {
  await page.goto(`${url}/jobs/${jobId}`);
  await page.getByRole('progressbar').first().waitFor();
}

/** An operator on the page of a job that runs slowly. */
const onSlowJob = (use: (watched: { page: Page; product: Product; jobId: string }) => Promise<void>) =>
  onProduct((product) =>
    withPage(product, async (page) => {
      await logIn(page, product.url, 'operator');
      const jobId = await startJob(product, SLOW);
      await openJob(page, product, jobId);
      await use({ page, product, jobId });
    }),
  );

browserTest('a job is watched from running to completed, and its counters add up whenever they change', () =>
  onProduct((product) =>
    withPage(product, async (page) => {
      await logIn(page, product.url, 'viewer');
      const jobId = await startJob(product, { leads: 300, batchSize: 10, throttleMs: 100 });
      await openJob(page, product, jobId);
      const sums = await watchSums(page);
      await page.getByText('Running').first().waitFor();
      await page.getByText('300 of 300 processed').first().waitFor();
      await page.getByText('Every target was processed.').waitFor();
      expect((await sums()).filter((sum) => sum !== 300)).toEqual([]);
      expect((await sums()).length).toBeGreaterThan(1);
    }),
  ),
);

browserTest('a job is paused, resumed, made faster, and completes', () =>
  onSlowJob(async ({ page, product, jobId }) => {
    await controls(page).getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused. The job keeps its gate').waitFor();
    await controls(page).getByRole('button', { name: 'Resume' }).click();
    await finishFast(page);
    expect(await product.job(jobId)).toMatchObject({ processed: 400, succeeded: 400 });
  }),
);

browserTest('a second press of Pause never resumes, keeps the focus, and an empty rest is never full speed', () =>
  onSlowJob(async ({ page, product, jobId }) => {
    await page.getByText('Running.').waitFor();

    const changes: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') changes.push(request.postData() ?? '');
    });
    await page.getByLabel('Rest (ms)').fill('');
    await page.getByText('Type a number from 0 to').waitFor();
    await page.getByLabel('Batch size').fill('6');
    await page.getByLabel('Batch size').press('Enter');
    await page.getByLabel('Rest (ms)').fill('1000');
    await page.getByLabel('Rest (ms)').press('Enter');
    await eventually(() => changes.length > 0);
    expect(changes).toEqual(['{"batchSize":6}']);

    const pause = controls(page).getByRole('button', { name: 'Pause' });
    const { x, y, width, height } = (await pause.boundingBox())!;
    const answered = page.waitForResponse((response) => response.url().endsWith('/pause'));
    await page.mouse.click(x + width / 2, y + height / 2);
    await answered;
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.getByText('Paused. The job keeps its gate').waitFor();
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Pause');
    expect((await product.job(jobId)).status).toBe('paused');
    await cancelJobs(product);
  }),
);

browserTest('a job is cancelled after a question, and says what it has not attempted', () =>
  onSlowJob(async ({ page, product, jobId }) => {
    await page.getByText('Running.').waitFor();
    await page.getByRole('button', { name: 'Cancel job…' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('The job was cancelled.').waitFor();
    const { status, processed, notAttempted } = await product.job(jobId);
    expect([status, processed + notAttempted!]).toEqual(['cancelled', 400]);
    await page.getByText('Not attempted').waitFor();
  }),
);

const LOOK_ON = { name: /pause|resume|cancel|delete|change speed|start/i };

browserTest('a viewer is shown nothing that changes a job or starts one, and the API refuses him all the same', () =>
  onProduct((product) =>
    withPage(product, async (page) => {
      const { url } = product;
      await logIn(page, url, 'viewer');
      const jobId = await startJob(product, SLOW);
      for (const [path, shown] of [
        ['/leads', 'table'],
        ['/jobs', 'main li'],
        [`/jobs/${jobId}`, 'main [role=progressbar]'],
        ['/gate', 'main li'],
      ] as const) {
        await page.goto(url + path);
        await page.locator(shown).first().waitFor();
        const offered = [page.getByRole('button', LOOK_ON), page.getByRole('checkbox')];
        expect([path, ...(await Promise.all(offered.map((locator) => locator.count())))]).toEqual([path, 0, 0]);
      }
      const statuses = await page.evaluate<number[]>(`(async () => {
        const { csrfToken } = await (await fetch('/api/v1/session')).json();
        const headers = { 'x-csrf-token': csrfToken, 'content-type': 'application/json' };
        const ask = async (method, path, body) =>
          (await fetch('/api/v1/jobs' + path, { method, headers, body: JSON.stringify(body) })).status;
        return [
          await ask('POST', '', { type: 'delete_leads_bulk', selection: { all: true } }),
          await ask('PATCH', '/${jobId}', { throttleMs: 0 }),
          await ask('POST', '/${jobId}/pause'),
          await ask('POST', '/${jobId}/cancel'),
        ];
      })()`);
      expect(statuses).toEqual([403, 403, 403, 403]);
    }),
  ),
);

browserTest('in Hebrew on a phone a job is paused and cancelled, and the page runs from right to left', () =>
  onProduct((product) =>
    withPage(
      product,
      async (page) => {
        await logIn(page, product.url, 'operator');
        const jobId = await startJob(product, SLOW);
        await openJob(page, product, jobId);
        expect(await page.evaluate('document.documentElement.dir')).toBe('rtl');
        await page
          .getByRole('region', { name: he['controls.label'] })
          .getByRole('button', { name: he['action.pause'] })
          .click();
        await page.getByText(he['reason.paused']).waitFor();
        await cancelJobs(product);
        await page.getByText(he['reason.cancelled']).waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      },
      { locale: 'he-IL', viewport: { width: 375, height: 800 } },
    ),
  ),
);

/** From now on adds up the counters of the job's bar after each change of the page. */
async function watchSums(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(`{
    globalThis.sums = [];
    const add = () => {
      const counts = [...document.querySelectorAll('section[aria-label=Progress] dl dd')].map(({ textContent }) => textContent.replaceAll(',', ''));
      sums.push(counts.filter((count) => /^\\d+$/.test(count)).reduce((sum, count) => sum + Number(count), 0));
    };
    new MutationObserver(add).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
  }`);
  return () => page.evaluate<number[]>('sums');
}
