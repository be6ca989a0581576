import { expect } from '@jest/globals';
import { browserTest } from '../support/browser.js';
import { faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads } from '../support/leads.js';

const onConsole = shareConsole();

const OPTIONS = { batchSize: 'auto', throttleMs: 0, parallelism: 3 };
const STREAMS = [0, 10, 20, 30].map((after) => ({ after, upTo: after + 10 }));

browserTest(
  'the speed of a job that finds its sizes is told, and its form asks for a number, for fewer streams, or for auto',
  async () => {
    await onConsole(async (api, browser) => {
      await addManyLeads(api.dataSource, 1, 50);
      const body = { type: 'delete_leads_bulk', selection: { all: true }, options: OPTIONS };
      const { body: job } = await api.ask<{ id: string }>('/api/v1/jobs', { body });
      await api.dataSource.query('UPDATE jobs SET streams = $1, chunk_size = 740', [JSON.stringify(STREAMS)]);
      await inEachLook(browser, async (page, locale) => {
        const isHebrew = locale === 'he-IL';
        const changes: unknown[] = [];
        await page.route('**/api/v1/jobs/*', (route) => {
          if (route.request().method() !== 'PATCH') return route.continue();
          changes.push(route.request().postDataJSON());
          return route.abort();
        });
        await logIn(page, api.url, 'operator');
        await page.goto(`${api.url}/jobs/${job.id}`);
        await page
          .getByText(
            isHebrew ? 'נתחים של 740' : 'automatic batch size (chunks of 740 targets), 0 ms rest, 3 streams at once',
          )
          .waitFor();
        expect(await faultsOf(page)).toEqual([]);

        const isAuto = page.getByLabel(isHebrew ? 'אוטומטי' : 'Automatic');
        const apply = page.getByRole('button', { name: isHebrew ? 'שינוי מהירות' : 'Change speed' });
        const fill = (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
        expect(await isAuto.isChecked()).toBe(true);
        expect(await apply.isEnabled()).toBe(false);
        await isAuto.uncheck();
        await page.getByText(/1.*10,000/).waitFor();
        expect(await apply.isEnabled()).toBe(false);
        expect(await faultsOf(page)).toEqual([]);
        await fill(isHebrew ? 'גודל מנה' : 'Batch size', '25');
        await fill(isHebrew ? 'זרמים' : 'Streams', '2');
        await apply.click();
        await eventually(() => changes.length > 0);
        expect(changes).toEqual([{ batchSize: 25, parallelism: 2 }]);
        await isAuto.check();
        await apply.click();
        await eventually(() => changes.length > 1);
        expect(changes.at(-1)).toEqual({ parallelism: 2 });

        await page.goto(`${api.url}/leads`);
        await page
          .getByRole('button', { name: isHebrew ? 'מחיקת כל הלידים' : 'Delete ALL leads', exact: true })
          .click();
        await page.getByRole('dialog').locator('summary').click();
        await page
          .getByRole('dialog')
          .getByText(isHebrew ? 'גודל מנה אוטומטי' : 'automatic batch size, 0 ms rest')
          .waitFor();
        expect(await faultsOf(page)).toEqual([]);
      });
    });
  },
);
