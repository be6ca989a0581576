import { expect } from '@jest/globals';
import { browserTest } from '../support/browser.js';
import { logIn } from '../support/console.js';
import { withPage } from '../support/console-page.js';
import { addLeads } from '../support/leads.js';
import { withProduct } from '../support/product.js';

browserTest('the failures of a job are read by reason, taken along as a file, and retried from its page', () =>
  withProduct({}, (product) =>
    withPage(product, async (page) => {
      const { dataSource, ask } = product;
      await dataSource.query('DELETE FROM leads WHERE business_id = 1');
      const held = { status: 'lost', legalHold: true };
      await addLeads(dataSource, 1, [held, { name: '=1+1', ...held }, { status: 'lost' }]);
      const started = await ask<{ id: string }>('/api/v1/jobs', {
        body: { type: 'delete_leads_bulk', selection: { filter: { status: 'lost' } } },
      });
      const first = started.body.id;
      await product.finished(first);
      await logIn(page, product.url, 'operator');
      await page.goto(`${product.url}/jobs/${first}`);

      const reasons = page.getByRole('region', { name: 'Failures by reason' });
      await reasons.getByRole('row', { name: /Under legal hold .*2/ }).waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('region', { name: '2 failed' }).getByRole('link', { name: 'Download as CSV' }).click();
      expect((await download).suggestedFilename()).toBe(`failed-of-${first}.csv`);

      await dataSource.query('UPDATE leads SET legal_hold = false WHERE business_id = 1');
      await page.getByRole('button', { name: 'Retry the 2 failed' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(/The failed targets of job/).waitFor();
      await dialog.getByRole('button', { name: 'Delete 2 leads' }).click();
      await page.getByText('Retry of').waitFor();
      await page.getByText('Every target was processed.').waitFor();
      await page.getByRole('link', { name: first }).click();
      await page.getByRole('link', { name: 'Retried by another job' }).waitFor();
      expect(await dataSource.query('SELECT FROM leads WHERE business_id = 1')).toEqual([]);
    }),
  ),
);
