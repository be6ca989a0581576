import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserTest } from '../support/browser.js';
import { chooseUser, logIn } from '../support/console.js';
import { cancelJobs, finishFast, SLOW, startJob } from '../support/console-job.js';
import { withPage } from '../support/console-page.js';
import { type Product, withProduct } from '../support/product.js';
import { share } from '../support/share.js';

const onProduct = share<Product>((use) => withProduct({}, use));

const LOST = 1_200;
const OTHERS = 150;

const selection = (page: Page) => page.getByRole('region', { name: 'Selection' });
const dialog = (page: Page) => page.getByRole('dialog');
const controls = (page: Page) => page.getByRole('region', { name: 'Controls' });

/** Business 1 has leads of two statuses, spread among each other, so that no range of ids is that of a status. */
async function addLostAndOthers(product: Product): Promise<void> {
  const { dataSource } = product;
  await cancelJobs(product);
  await dataSource.query('DELETE FROM leads WHERE business_id = 1');
  await dataSource.query(
    `INSERT INTO leads (business_id, name, status)
     SELECT 1, 'Lead ' || n, CASE WHEN n % 9 = 0 THEN 'won' ELSE 'lost' END FROM generate_series(1, $1) AS n`,
    [LOST + OTHERS],
  );
}

/** What business 1 has, by status. */
async function leadsByStatus({ dataSource }: Product): Promise<Record<string, number>> {
  const rows = await dataSource.query<{ status: string; count: number }[]>(
    'SELECT status, count(*)::int AS count FROM leads WHERE business_id = 1 GROUP BY 1',
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

async function selectAllLost(page: Page): Promise<void> {
  await page.getByLabel('Status', { exact: true }).fill('lost');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('1,200 leads', { exact: true }).waitFor();
  await page.getByRole('checkbox', { name: 'Select this page' }).click();
  await selection(page).getByRole('button', { name: 'Select all 1,200 leads that match' }).click();
}

browserTest(
  'from the login to the last lead: all that match a filter are looked at, confirmed, started once by a double click, paused, resumed, made faster and deleted, and nothing else is',
  () =>
    onProduct((product) =>
      withPage(product, async (page) => {
        await addLostAndOthers(product);
        await page.goto(product.url);
        await chooseUser(page, 'operator');
        await page.getByRole('link', { name: 'Leads', exact: true }).click();
        await selectAllLost(page);
        await selection(page).getByRole('button', { name: 'Delete leads' }).click();

        await dialog(page)
          .getByText(/All leads .*with status .*lost/)
          .waitFor();
        await dialog(page).getByText('1,200 leads', { exact: true }).waitFor();
        await dialog(page).getByText('and 1,190 more').waitFor();
        await dialog(page).locator('summary').click();
        await dialog(page).getByLabel('Automatic').uncheck();
        await dialog(page).getByLabel('Batch size').fill('10');
        await dialog(page).getByLabel('Rest (ms)').fill('1000');
        await dialog(page).getByLabel('type the number').fill('1,200');
        await dialog(page).getByLabel('Reason').fill('They never answered');
        await dialog(page).getByRole('button', { name: 'Delete 1,200 leads' }).dblclick();

        await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
        const jobId = page.url().split('/').at(-1)!;
        const jobs = await product.dataSource.query<{ id: string }[]>(
          `SELECT id FROM jobs WHERE status <> 'cancelled'`,
        );
        expect(jobs).toEqual([{ id: jobId }]);
        await page.getByText('They never answered').waitFor();

        await controls(page).getByRole('button', { name: 'Pause' }).click();
        await page.getByText('Paused. The job keeps its gate').waitFor();
        const paused = await product.job(jobId);
        expect(paused.processed).toBeLessThan(LOST);
        await controls(page).getByRole('button', { name: 'Resume' }).click();
        await finishFast(page);
        await page.getByText('1,200 of 1,200 processed').first().waitFor();

        expect(await product.finished(jobId)).toMatchObject({
          ...{ status: 'completed', total: LOST, expectedTotal: LOST, succeeded: LOST },
        });
        expect(await leadsByStatus(product)).toEqual({ won: OTHERS });
        await page.getByRole('link', { name: 'Leads', exact: true }).click();
        await page.getByText('150 leads', { exact: true }).waitFor();
        expect(await selection(page).innerText()).toBe('');
        expect(await page.locator('input[type=checkbox]:checked').count()).toBe(0);
      }),
    ),
);

browserTest(
  'a start while the gate is held leads to a page about its holder, and from there to a start once it is free',
  () =>
    onProduct((product) =>
      withPage(product, async (page) => {
        const jobId = await startJob(product, SLOW);
        await logIn(page, product.url, 'operator');
        await page.getByRole('link', { name: 'Leads', exact: true }).click();
        await page.getByRole('button', { name: 'Id', exact: true }).click();
        // The last one, which the running job does not reach: the first ones are shown until the page is sorted.
        await page.getByRole('checkbox', { name: /^Select .*Lead 400/ }).click();
        await selection(page).getByRole('button', { name: 'Delete leads' }).click();
        await dialog(page).getByText('The gate is held').waitFor();
        await dialog(page).getByRole('button', { name: 'Delete 1 lead' }).click();
        await page.waitForURL(/\/gate\/delete_leads_bulk$/);
        await page.getByRole('heading', { name: 'the gate is held' }).waitFor();
        const toJob = page.getByRole('main').getByRole('link', { name: 'The job that holds the gate' });
        expect(await toJob.getAttribute('href')).toBe(`/jobs/${jobId}`);

        await cancelJobs(product);
        await page.getByRole('heading', { name: 'the gate is free now' }).waitFor();
        await page.getByRole('button', { name: 'Back to what you have prepared' }).click();
        await dialog(page).getByRole('button', { name: 'Delete 1 lead' }).click();
        await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
        await page.getByText('1 of 1 processed').first().waitFor();
      }),
    ),
);
