import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { TestApi } from '../support/api.js';
import { browserTest } from '../support/browser.js';
import { faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';
import { addLeads } from '../support/leads.js';

const onConsole = shareConsole();

/** A page has 50. Their names are their places in order, from 1 on. */
const LOST = 60;
const NEW = 5;

async function addSomeLeads({ dataSource }: TestApi): Promise<void> {
  await addLeads(
    dataSource,
    1,
    Array.from({ length: LOST + NEW }, (_, n) => ({
      name: `Lead ${n + 1}`,
      phone: `+49170${n}`,
      status: n < LOST ? 'lost' : 'new',
    })),
  );
}

/** Works on the list as an operator sees it. */
async function onLeads(work: (page: Page, api: TestApi) => Promise<void>): Promise<void> {
  await onConsole(async (api, browser) => {
    await addSomeLeads(api);
    const page = await browser.newPage({ locale: 'en-US' });
    await logIn(page, api.url, 'operator');
    await show(page, api.url, '/leads');
    await work(page, api);
  });
}

async function show(page: Page, url: string, path: string): Promise<void> {
  await page.goto(url + path);
  await page.getByRole('table').waitFor();
}

async function filterBy(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL((url) => [...url.searchParams.values()].includes(value));
}

const tick = (page: Page, n: number) => page.getByRole('checkbox', { name: new RegExp(`Lead ${n}\\W*$`) });
const bar = (page: Page) => page.getByRole('region', { name: 'Selection' });

/** What the page says is selected, once it says so. */
async function expectSelected(page: Page, sentence: string): Promise<void> {
  await bar(page).getByText(sentence, { exact: true }).waitFor();
}

async function tickedNames(page: Page): Promise<string[]> {
  const rows = page.getByRole('row', { name: 'Lead' }).filter({ has: page.locator('input:checked') });
  return (await rows.locator('td:nth-child(3)').allInnerTexts()).map((name) => name.replace('Lead ', ''));
}

browserTest('rows are chosen one by one and by ranges with Shift, by mouse and by keys, over pages and orders', () =>
  onLeads(async (page) => {
    await tick(page, 2).click();
    await tick(page, 5).click({ modifiers: ['Shift'] });
    expect(await tickedNames(page)).toEqual(['2', '3', '4', '5']);
    await tick(page, 4).focus();
    await page.keyboard.press('Space');
    await tick(page, 3).focus();
    await page.keyboard.press('Shift+Space');
    expect(await tickedNames(page)).toEqual(['2', '5']);
    await tick(page, 8).focus();
    await page.keyboard.press('Space');
    await tick(page, 7).focus();
    await page.keyboard.press('Shift+Space');
    await expectSelected(page, '4 leads selected');

    await page.getByRole('button', { name: 'Next page' }).click();
    await tick(page, 51).click();
    await expectSelected(page, '5 leads selected');
    await page.getByRole('button', { name: 'Previous page' }).click();
    await tick(page, 1).waitFor();
    expect(await tickedNames(page)).toEqual(['2', '5', '7', '8']);

    await page.getByRole('button', { name: 'Created' }).click();
    await page.locator('th[aria-sort=ascending]', { hasText: 'Created' }).waitFor();
    await page.getByRole('button', { name: 'Id' }).click();
    await page.getByRole('button', { name: 'Id' }).click();
    await tick(page, 65).waitFor();
    expect(await tickedNames(page)).toEqual(['51']);
    await expectSelected(page, '5 leads selected');
    await bar(page).getByRole('button', { name: 'Clear selection' }).click();
    await expect(tickedNames(page)).resolves.toEqual([]);
    await expect(bar(page).innerText()).resolves.toBe('');
  }),
);

browserTest('a whole page leads on to all that match, which the server counts and which ends with its filter', () =>
  onLeads(async (page) => {
    const whole = page.getByRole('checkbox', { name: 'Select this page' });
    await filterBy(page, 'Status', 'lost');
    await page.getByText('60 leads', { exact: true }).waitFor();
    await whole.click();
    await expectSelected(page, '50 leads selected');
    await bar(page).getByRole('button', { name: 'Select all 60 leads that match' }).click();
    await bar(page)
      .getByText(/^All leads .*status “.*lost.*: 60$/)
      .waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await tick(page, 60).waitFor();
    expect(await tickedNames(page)).toHaveLength(10);

    await tick(page, 60).click();
    await expectSelected(page, '9 leads selected');
    await whole.click();
    await bar(page).getByRole('button', { name: 'Select all 60 leads that match' }).click();
    await filterBy(page, 'Status', 'new');
    await bar(page).getByText('are no longer selected').waitFor();
    await expect(bar(page).getByRole('button').count()).resolves.toBe(0);
    await page.goBack();
    await tick(page, 51).waitFor();
    expect(await tickedNames(page)).toEqual([]);
  }),
);

browserTest('an empty filter offers no selection of everything, which is an action apart', () =>
  onLeads(async (page) => {
    await page.getByRole('checkbox', { name: 'Select this page' }).click();
    await expectSelected(page, '50 leads selected');
    const actions = await bar(page).getByRole('button').allInnerTexts();
    expect(actions).toEqual([
      'Clear selection',
      ...['Delete leads', 'Update leads', 'Write on WhatsApp', 'Call by phone'],
    ]);
    const everything = page.getByRole('region', { name: 'All leads of this business' });
    expect(await everything.getByRole('button').allInnerTexts()).toEqual([
      ...['Delete ALL leads', 'Delete ALL imported leads', 'Update ALL leads', 'Write to ALL leads on WhatsApp'],
      'Call ALL leads by phone',
    ]);
    await everything.getByRole('button', { name: 'Delete ALL leads' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Delete ALL leads' }).waitFor();
    await dialog.getByText('whatever is filtered or selected').waitFor();
    await dialog.getByText('All leads', { exact: true }).waitFor();
    await dialog.getByText(`${LOST + NEW} leads`, { exact: true }).waitFor();
  }),
);

browserTest('a changed filter says how many chosen rows its list does not have, and waits for a decision', () =>
  onLeads(async (page) => {
    await tick(page, 1).click();
    await tick(page, 3).click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Next page' }).click();
    await tick(page, 65).click();
    await filterBy(page, 'Status', 'lost');
    await bar(page).getByText('1 of them is not in this list.').waitFor();
    await bar(page).getByText('Decide this first').waitFor();
    const start = bar(page).getByRole('button', { name: 'Delete leads' });
    expect(await start.count()).toBe(0);
    await bar(page).getByRole('button', { name: 'Keep it selected' }).click();
    await expectSelected(page, '4 leads selected, 1 of them not in this list');
    await start.waitFor();

    await filterBy(page, 'Status', 'new');
    await bar(page).getByText('3 of them are not in this list.').waitFor();
    expect(await start.count()).toBe(0);
    await bar(page).getByRole('button', { name: 'Drop them' }).click();
    await expectSelected(page, '1 lead selected');
    await start.waitFor();
    expect(await tickedNames(page)).toEqual(['65']);
  }),
);

browserTest('a start is about the chosen rows, which stay chosen until it is accepted', () =>
  onLeads(async (page, { dataSource }) => {
    await tick(page, 2).click();
    await tick(page, 4).click({ modifiers: ['Shift'] });
    // Keys work from a checkbox, too.
    await page.keyboard.press('s');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3 leads', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Do not start' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expectSelected(page, '3 leads selected');

    await bar(page).getByRole('button', { name: 'Delete leads' }).click();
    await dialog.getByRole('button', { name: 'Delete 3 leads' }).click();
    await page.waitForURL(/\/jobs\/.+/);
    const targets = await dataSource.query<{ name: string }[]>(
      `SELECT name FROM leads JOIN staged_ids ON target_id = leads.id ORDER BY leads.id`,
    );
    expect(targets.map(({ name }) => name)).toEqual(['Lead 2', 'Lead 3', 'Lead 4']);
    await page.goBack();
    await page.getByRole('table').waitFor();
    expect(await tickedNames(page)).toEqual([]);
  }),
);

browserTest('a viewer sees leads, and nothing to choose or to start', () =>
  onConsole(async (api, browser) => {
    await addSomeLeads(api);
    const page = await browser.newPage({ locale: 'en-US' });
    await logIn(page, api.url, 'viewer');
    await show(page, api.url, '/leads?status=lost');
    await page.getByText('60 leads', { exact: true }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await page.getByRole('main').getByRole('button').allInnerTexts()).toEqual([
      ...['Search', 'Show all', 'Id', 'Created', 'First page', 'Previous page', 'Next page'],
    ]);
  }),
);

browserTest('the list with a selection keeps to the page policy and to WCAG, in each look', () =>
  onConsole(async (api, browser) => {
    await addSomeLeads(api);
    await inEachLook(browser, async (page) => {
      await logIn(page, api.url, 'operator');
      await show(page, api.url, '/leads?status=lost');
      const boxes = page.getByRole('checkbox');
      await boxes.nth(1).click();
      await boxes.nth(3).click({ modifiers: ['Shift'] });
      expect(await faultsOf(page)).toEqual([]);
      await boxes.first().click();
      expect(await faultsOf(page)).toEqual([]);
      await page.locator('button', { hasText: '60' }).click();
      expect(await faultsOf(page)).toEqual([]);
      await boxes.nth(1).click();
      await page.locator('input[name=status]').fill('new');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /^(Keep|להשאיר)/ }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });
  }),
);
