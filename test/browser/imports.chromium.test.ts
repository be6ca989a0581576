import { expect } from '@jest/globals';
import { browserTest } from '../support/browser.js';
import { faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';

const withConsole = shareConsole();

/** One good row, and one for each of some errors. */
const FILE = [
  'Full name;phone;tags;Opt-in;From;On',
  'Ada Adler;+15550000001;vip,fair;phone;fair;2026-01-31',
  ';call;;;;',
  'Ben;+15550000002;;sms;fair;yesterday',
  'Full name;phone;tags;Opt-in;From;On',
  'Cara;1',
].join('\r\n');

browserTest(
  'a file is chosen, its columns are found and named, and what was not imported is shown with its reasons',
  () =>
    withConsole(async (api, browser) => {
      await api.startWorker();
      await inEachLook(browser, async (page, locale) => {
        await logIn(page, api.url, 'admin');
        await page.goto(`${api.url}/imports`);
        // The same file would lead to the same import.
        const buffer = Buffer.from(`${FILE}\r\n${locale};1`);
        await page.locator('input[type=file]').setInputFiles({ name: 'fair 2026.csv', mimeType: 'text/csv', buffer });
        const column = (name: string) => page.locator(`select[name=${name}]`);
        await column('phone').waitFor();
        expect(await column('phone').inputValue()).toBe('phone');
        expect(await column('tags').inputValue()).toBe('tags');
        // Nothing is taken for a consent by itself.
        expect(await column('consent').inputValue()).toBe('');
        await column('name').selectOption('Full name');
        await column('consent').selectOption('Opt-in');
        const send = page.locator('button[type=submit]');
        await send.click();
        // Its source and its moment are missing: the fields say so.
        await page.locator('.mantine-InputWrapper-error').first().waitFor();
        expect(await page.locator('.mantine-InputWrapper-error').count()).toBe(2);
        expect([locale, await faultsOf(page)]).toEqual([locale, []]);
        await column('consentSource').selectOption('From');
        await column('consentAt').selectOption('On');
        await send.click();
        await page.waitForURL(/\/imports\/\d+$/);
        await eventually(async () => expect(await page.locator('tbody tr').count()).toBe(5));
        expect([locale, await faultsOf(page)]).toEqual([locale, []]);
      });
      const rows = await api.dataSource.query<object[]>('SELECT channel, source FROM consents');
      expect(rows).toEqual(Array(2).fill({ channel: 'phone', source: 'fair' }));
    }),
);

browserTest('without the permission no column of a consent is offered', () =>
  withConsole(async (api, browser) => {
    const page = await browser.newPage();
    await logIn(page, api.url, 'operator');
    await page.goto(`${api.url}/imports`);
    const file = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('name,consent\nAda,phone') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.locator('select[name=tags]').waitFor();
    expect(await page.locator('select[name=consent]').count()).toBe(0);
    await page.locator('button[type=submit]').click();
    await page.waitForURL(/\/imports\/\d+$/);
  }),
);
