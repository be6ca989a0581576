import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserTest } from '../support/browser.js';
import { logIn } from '../support/console.js';
import { withPage } from '../support/console-page.js';
import { checksum } from '../support/checksum.js';
import { addLeadHistory } from '../support/lead-history.js';
import { addLeads } from '../support/leads.js';
import { type Product, withProduct } from '../support/product.js';
import { share } from '../support/share.js';

const onProduct = share<Product>((use) => withProduct({}, use));

const dialog = (page: Page) => page.getByRole('dialog');
const results = (page: Page) => page.getByRole('region', { name: 'Results' });

/** Business 1 has these leads, and nothing else. @returns their ids */
async function onlyLeads({ dataSource }: Product, leads: Parameters<typeof addLeads>[2]): Promise<number[]> {
  await dataSource.query('UPDATE calls SET lead_id = NULL WHERE business_id = 1');
  for (const table of ['notes', 'tasks', 'consents', 'leads'])
    await dataSource.query(`DELETE FROM ${table} WHERE business_id = 1`);
  return addLeads(dataSource, 1, leads);
}

/** Chooses all leads of the page, and opens the dialog of an operation on them. */
async function choosePage(page: Page, operation: string): Promise<void> {
  await page.getByRole('link', { name: 'Leads', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Select this page' }).click();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: operation }).click();
}

browserTest('an update is started from the page, read in its results and in the history of a lead, and undone', () =>
  onProduct((product) =>
    withPage(product, async (page) => {
      const { dataSource } = product;
      const [ada] = await onlyLeads(product, [{ name: 'Ada', status: 'new' }, { status: 'open' }]);
      const statuses = () => dataSource.query('SELECT status FROM leads WHERE business_id = 1 ORDER BY id');
      await logIn(page, product.url, 'admin');
      await choosePage(page, 'Update leads');
      await dialog(page).getByLabel('New status').fill('lost');
      await dialog(page).getByLabel('New status').blur();
      await dialog(page).getByText('It can be undone for 30 days').waitFor();
      await dialog(page).getByRole('button', { name: 'Update 2 leads' }).click();
      await page.getByText('Every target was processed.').waitFor();
      expect(await statuses()).toEqual([{ status: 'lost' }, { status: 'lost' }]);

      await results(page).getByRole('button', { name: 'Show the list' }).click();
      await results(page).getByText('status: new → lost').waitFor();
      await results(page)
        .getByRole('link', { name: `#${ada}` })
        .click();
      const record = page.getByRole('row', { name: /status: new → lost/ });
      await record.getByRole('link', { name: 'Update leads' }).click();

      await page.getByRole('button', { name: 'Restore…' }).click();
      await dialog(page)
        .getByText(/What job .* has deleted or changed/)
        .waitFor();
      await dialog(page).getByRole('button', { name: 'Restore 2 targets' }).click();
      await page.getByText('Undoes').waitFor();
      await page.getByText('Every target was processed.').waitFor();
      expect(await statuses()).toEqual([{ status: 'new' }, { status: 'open' }]);
    }),
  ),
);

browserTest('deleted leads come back from the page of their job, which leads to the restore and back', () =>
  onProduct((product) =>
    withPage(product, async (page) => {
      const { dataSource } = product;
      const leads = await onlyLeads(product, [{ name: 'Ada' }, { name: 'Grace' }, { name: 'held', legalHold: true }]);
      for (const lead of leads) await addLeadHistory(dataSource, 1, lead);
      const sums = () =>
        Promise.all((['notes', 'tasks', 'consents'] as const).map((table) => checksum(dataSource, table, 1)));
      const before = await sums();
      await logIn(page, product.url, 'operator');
      await choosePage(page, 'Delete leads');
      await dialog(page).getByRole('button', { name: 'Delete 3 leads' }).click();
      await page.getByText('1 target could not be handled.').waitFor();
      const deletion = page.url();
      await results(page).getByRole('heading', { name: '2 succeeded' }).waitFor();
      await results(page)
        .getByRole('row', { name: /Under legal hold .*1/ })
        .waitFor();

      await page.getByText(/can be brought back until/).waitFor();
      await page.getByRole('button', { name: 'Restore…' }).click();
      await dialog(page).getByRole('button', { name: 'Restore 2 targets' }).click();
      await page.getByRole('heading', { name: 'Restore' }).waitFor();
      await page.getByText('Every target was processed.').waitFor();
      expect(await sums()).toEqual(before);

      await page.getByRole('link', { name: deletion.split('/').at(-1)! }).click();
      await page.waitForURL(deletion);
      await page.getByRole('link', { name: 'Undone by another job' }).click();
      await page.getByText('Undoes').waitFor();
    }),
  ),
);

browserTest('a restore that comes too late is refused in words, and a job that kept nothing offers none', () =>
  onProduct((product) =>
    withPage(product, async (page) => {
      const { dataSource } = product;
      await onlyLeads(product, [{}]);
      await logIn(page, product.url, 'operator');
      await choosePage(page, 'Delete leads');
      await dialog(page).getByRole('button', { name: 'Delete 1 lead' }).click();
      await page.getByRole('button', { name: 'Restore…' }).waitFor();
      await dataSource.query(`UPDATE jobs SET archive_expires_on = '2026-01-01' WHERE id = $1`, [
        page.url().split('/').at(-1),
      ]);
      await page.getByRole('button', { name: 'Restore…' }).click();
      await dialog(page).getByText('was kept for a time, and is deleted by now').waitFor();
      await dialog(page).getByRole('button', { name: 'Do not start' }).click();
      await page.reload();
      await page.getByText('Nothing of what it deleted or overwrote is kept').waitFor();
      await results(page).getByText('was kept for a time, and is deleted by now').waitFor();
    }),
  ),
);
