import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  addConsenting,
  type BroadcastApi,
  numberOf,
  setUpWhatsApp,
  webhooksOf,
  withWhatsApp,
} from '../support/broadcast.js';
import { browserTest } from '../support/browser.js';
import { faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';
import { addLeads } from '../support/leads.js';

const withConsole = shareConsole();

function onConsole(use: (api: BroadcastApi, browser: Browser) => Promise<void>): Promise<void> {
  const policies = { broadcast_whatsapp: { throttleMs: 0, confirmAbove: 1_000 } };
  return withWhatsApp((provider, environment) =>
    withConsole((api, browser) => use({ ...api, provider }, browser), { environment, policies }),
  );
}

const OPENS = /^(Write on WhatsApp|הודעה ב-WhatsApp)$/;

const LOOKS_AGAIN = /^(Look again|לבדוק שוב)$/;

/** Chooses all leads that a filter finds and opens the dialog of a broadcast. */
async function chooseLeads(page: Page, url: string, status: string): Promise<void> {
  await page.goto(`${url}/leads?status=${status}`);
  await page.getByRole('checkbox').first().click();
  await page.getByRole('button', { name: OPENS }).click();
}

browserTest(
  'leads are chosen, a template and its placeholders are typed, and what has become of each message is shown',
  () =>
    onConsole(async (api, browser) => {
      const { provider, dataSource } = api;
      await setUpWhatsApp(api);
      await api.startWorker();
      let people = 0;
      await inEachLook(browser, async (page, locale) => {
        const status = locale.toLowerCase();
        const numbers = Array.from({ length: 9 }, () => numberOf(people++));
        await provider.plan({
          // One is refused, of one the answer is lost, of one the webhook says that it has failed: all after the end.
          rules: [
            { to: numbers[0]!, mode: 'refused', code: 131_026 },
            { to: numbers[1]!, statuses: 'late', fails: 131_049 },
            ...numbers.slice(2).map((to) => ({ to, statuses: 'late' })),
          ],
          whatsapp: await webhooksOf(api),
        });
        await addConsenting(
          api,
          numbers.map((phone, n) => ({ name: `Lead ${n}`, phone, status })),
        );
        await addLeads(dataSource, 1, [
          { name: 'Silent', phone: numberOf(people++), status },
          { name: 'Nameless', status },
        ]);
        await logIn(page, api.url, 'operator');
        await chooseLeads(page, api.url, status);
        const dialog = page.getByRole('dialog');
        await dialog.locator('[name="parameters.template"]').fill('spring letter');
        await dialog.locator('[name="parameters.language"]').fill('en');
        await dialog.locator('[name="parameters.placeholders"]').fill('{{name}}');
        await dialog.locator('[name="parameters.placeholders"]').blur();
        await dialog.locator('[name="parameters.template"][aria-invalid=true]').waitFor();
        expect([locale, 'a fault', await faultsOf(page)]).toEqual([locale, 'a fault', []]);
        await dialog.locator('[name="parameters.template"]').fill('spring_letter');
        await dialog.locator('[name="parameters.template"]').blur();
        await dialog.getByText(locale === 'en-US' ? '9 people would be reached.' : '9 אנשים יקבלו הודעה.').waitFor();
        expect([locale, 'a look', await faultsOf(page)]).toEqual([locale, 'a look', []]);
        await dialog.getByRole('button').last().click();
        await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
        await page.locator('#results-failed').waitFor();
        await page.locator('#results-accepted').waitFor();
        expect([locale, 'ended', await faultsOf(page)]).toEqual([locale, 'ended', []]);
        await provider.release();
        await page.getByRole('button', { name: LOOKS_AGAIN }).click();
        await page.locator('#results-read').waitFor();
        expect(await page.locator('#results-read').innerText()).toContain('7');
        // The table is asked for by itself, behind the numbers.
        const failed = page.locator('[aria-labelledby=results-failed] table').last().locator('tbody tr');
        await failed.nth(1).waitFor();
        expect(await failed.count()).toBe(2);
        expect(await page.locator('#results-accepted').count()).toBe(0);
        expect(JSON.stringify(await provider.seen(numbers[2]!))).toContain('Lead 2');
        expect([locale, 'results', await faultsOf(page)]).toEqual([locale, 'results', []]);
      });
    }),
);

browserTest('a message is looked at as a lead gets it, and sent to oneself first, while what is prepared stays', () =>
  onConsole(async (api, browser) => {
    const { provider, dataSource, url } = api;
    await setUpWhatsApp(api);
    await api.startWorker();
    const [me] = await addConsenting(api, [{ name: 'Myself', phone: numberOf(900), status: 'own' }]);
    await addConsenting(
      api,
      [901, 902].map((n) => ({ name: `Lead ${n}`, phone: numberOf(n), status: 'wanted' })),
    );
    await inEachLook(browser, async (page, locale) => {
      await logIn(page, url, 'operator');
      await chooseLeads(page, url, 'wanted');
      const dialog = page.getByRole('dialog');
      await dialog.locator('[name="parameters.template"]').fill('spring_letter');
      await dialog.locator('[name="parameters.language"]').fill('en');
      await dialog.locator('[name="parameters.placeholders"]').fill('Hello {{name}}');
      await dialog.locator('[name="parameters.placeholders"]').blur();
      await dialog.getByText('Hello Lead 901').waitFor();
      const own = dialog.getByLabel(/^(Send to yourself first|לשלוח קודם לעצמך)$/);
      await own.fill(String(me));
      await own.press('Enter');
      const sent = dialog.getByRole('link', { name: /^(Look at that job|לעבודה ההיא)$/ });
      await sent.waitFor();
      expect([locale, await faultsOf(page)]).toEqual([locale, []]);
      const jobId = (await sent.getAttribute('href'))!.split('/').at(-1)!;
      expect((await api.finished(jobId)).succeeded).toBe(1);
      await api.lockGone('broadcast_whatsapp');
      expect(await dialog.locator('[name="parameters.placeholders"]').inputValue()).toBe('Hello {{name}}');
    });
    const everybody = await provider.everybody();
    expect(Object.entries(everybody).map(([to, { got }]) => [to, got])).toEqual([[numberOf(900), 2]]);
    const jobs = await dataSource.query<unknown[]>('SELECT FROM jobs');
    expect(jobs).toHaveLength(2);
  }),
);
