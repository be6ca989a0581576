import { expect } from '@jest/globals';
import type { Locator, Page, Request } from 'playwright-core';
import type { TestApi } from '../support/api.js';
import { browserTest } from '../support/browser.js';
import { chooseUser, faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { addLeads, addManyLeads } from '../support/leads.js';

const onConsole = shareConsole();

const TYPE = 'delete_leads_bulk';
const LOCK = `bulk_gate:lock:1:${TYPE}`;

/** A headless browser shows none. Chrome on Android throws: the page must stay all the same. */
const RECORD_NOTIFICATIONS = `globalThis.told = [];
  globalThis.Notification = class {
    static requestPermission = () => Promise.resolve('granted');
    constructor(title) { told.push(title); throw new TypeError('Illegal constructor'); }
  }`;

/** An operator's page, with every start that it sends. */
async function operatorsPage(page: Page, url: string): Promise<{ page: Page; dialog: Locator; starts: Request[] }> {
  const starts: Request[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/v1/jobs') {
      if (!request.url().includes('dryRun')) starts.push(request);
    }
  });
  await logIn(page, url, 'operator');
  return { page, dialog: page.getByRole('dialog'), starts };
}

/** Opens the dialog for everything that a filter finds. */
async function selectAllLost(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/leads?status=lost`);
  await page.getByRole('checkbox').first().click();
  await page.getByRole('button', { name: /Select all .* that match/ }).click();
  await page.getByRole('button', { name: 'Delete leads', exact: true }).click();
}

async function addLost({ dataSource }: Pick<TestApi, 'dataSource'>, count: number): Promise<void> {
  await addLeads(
    dataSource,
    1,
    Array.from({ length: count }, (_, n) => ({
      name: `Lost ${n}`,
      status: 'lost',
    })),
  );
}

interface JobRow {
  readonly id: string;
  readonly expectedTotal: number | null;
  readonly reason: string | null;
  /** Null: it finds it itself. */
  readonly batchSize: number | null;
  readonly throttleMs: number;
}

function jobRows({ dataSource }: Pick<TestApi, 'dataSource'>): Promise<JobRow[]> {
  return dataSource.query<JobRow[]>(
    `SELECT id, expected_total::int AS "expectedTotal", reason, batch_size AS "batchSize", throttle_ms AS "throttleMs"
       FROM jobs ORDER BY created_at`,
  );
}

browserTest('each stage of a start keeps to the page policy and to WCAG, in both themes and directions', async () => {
  await onConsole(async (api, browser) => {
    const { url, redis } = api;
    await addLost(api, 3);
    await addManyLeads(api.dataSource, 1, 150);
    await inEachLook(browser, async (plain) => {
      const { page, dialog } = await operatorsPage(plain, url);
      await page.goto(`${url}/leads?status=lost`);
      await page.getByRole('checkbox').first().click();
      await page.getByRole('button', { name: /^(Delete leads|מחיקת לידים)$/ }).click();
      await dialog.getByText('Lost 1').waitFor();
      expect(['a few', await faultsOf(page)]).toEqual(['a few', []]);
      await dialog.locator('summary').click();
      // It is proposed that the job finds it itself.
      await dialog.getByRole('checkbox').click();
      await dialog.locator('[name="options.batchSize"]').fill('a thousand');
      await dialog.locator('[name="options.throttleMs"]').focus();
      await dialog.locator('[name="options.batchSize"][aria-invalid=true]').waitFor();
      expect(['a fault at a field', await faultsOf(page)]).toEqual(['a fault at a field', []]);
      await page.keyboard.press('Escape');

      await redis.set(LOCK, 'locked', 'EX', 600);
      await page.getByRole('button', { name: /^(Delete ALL leads|מחיקת כל הלידים)$/ }).click();
      await dialog.locator('[name=reason]').waitFor();
      await dialog.getByRole('button').last().click();
      await dialog.locator('[name=expectedTotal][aria-invalid=true]').waitFor();
      expect(['everything', await faultsOf(page)]).toEqual(['everything', []]);
      await dialog.locator('[name=expectedTotal]').fill('153');
      await dialog.locator('[name=reason]').fill('to be done with it');
      const isStart = (address: URL) => address.pathname === '/api/v1/jobs' && address.search === '';
      await page.route(isStart, (route) => route.abort());
      await dialog.getByRole('button').last().click();
      await dialog.getByRole('alert').nth(1).waitFor();
      expect(['no answer', await faultsOf(page)]).toEqual(['no answer', []]);
      await page.unroute(isStart);
      await dialog.getByRole('button').last().click();
      await page.waitForURL(`${url}/gate/${TYPE}`);
      await page.getByText('locked').waitFor();
      expect(['refused', await faultsOf(page)]).toEqual(['refused', []]);
      await redis.del(LOCK);
      await page.reload();
      await page.getByRole('status').getByRole('alert').waitFor();
      expect(['free', await faultsOf(page)]).toEqual(['free', []]);
    });
    expect(await jobRows(api)).toEqual([]);
  });
});

browserTest('a few leads are started by one button, and two clicks on it are one job', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 2);
    const { page, dialog } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await page.goto(`${api.url}/leads?status=lost`);
    await page.getByRole('checkbox').first().click();
    await page.getByRole('button', { name: 'Delete leads', exact: true }).click();
    await dialog.getByText('Lost 0').waitFor();
    expect(await dialog.getByRole('textbox').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Delete 2 leads' }).dblclick();
    await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
    await page.getByRole('progressbar').first().waitFor();
    const jobs = await jobRows(api);
    expect(jobs).toEqual([
      {
        id: page.url().split('/').at(-1),
        expectedTotal: 2,
        reason: null,
        batchSize: null,
        throttleMs: 0,
      },
    ]);
    await page.goBack();
    await page.getByRole('table').waitFor();
    expect([new URL(page.url()).pathname, await dialog.count()]).toEqual(['/leads', 0]);
  });
});

browserTest('what was typed is what the server is held to: it refuses a number that has moved', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 120);
    const { page, dialog, starts } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await selectAllLost(page, api.url);
    const count = dialog.getByLabel('To confirm, type the number: 120');
    await count.fill('12');
    await count.press('Enter');
    await dialog.getByText('This is not the number that was counted.').waitFor();
    expect(starts).toEqual([]);

    await addLost(api, 1);
    await count.fill('120');
    await count.press('Enter');
    await dialog.getByText('You confirmed 120, and it is 121 now.').waitFor();
    const recount = dialog.getByLabel('To confirm, type the number: 121');
    expect(await recount.inputValue()).toBe('');
    await dialog.locator('summary').click();
    await dialog.getByText('automatic batch size, 0 ms rest').waitFor();
    await dialog.getByLabel('Rest (ms)').fill('250');
    const notKnown = dialog.getByText('About \u2068…\u2069 at this speed');
    await notKnown.waitFor();
    await dialog.getByLabel('Rest (ms)').press('Enter');
    await notKnown.waitFor({ state: 'detached' });
    await recount.fill('121');
    await dialog.getByRole('button', { name: 'Delete 121 leads' }).click();
    await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
    expect(await jobRows(api)).toMatchObject([{ expectedTotal: 121, batchSize: null, throttleMs: 250 }]);
    const [first, second] = starts.map((request) => request.headers()['idempotency-key']);
    expect([starts.length, second]).toEqual([2, first]);
  });
});

browserTest('everything needs the number and a reason, is kept over a reload, and two Enters are one job', async () => {
  await onConsole(async (api, browser) => {
    await addManyLeads(api.dataSource, 1, 1_200);
    const { page, dialog, starts } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await page.goto(`${api.url}/leads`);
    await page.getByRole('button', { name: 'Delete ALL leads' }).click();
    const count = dialog.getByLabel('To confirm, type the number: 1,200');
    await count.fill('1,200');
    await count.press('Enter');
    await dialog.getByText('Give a reason: one line, 3 to 200 characters.').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('reason');
    await dialog.getByLabel('Reason').fill('the trial has ended');
    const keyBefore = await page.evaluate(`JSON.parse(sessionStorage.getItem('bulkgate-start')).key`);
    await page.reload();
    expect(await count.inputValue()).toBe('1,200');
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('the trial has ended');
    await dialog.getByRole('button', { name: 'Delete 1,200 leads' }).waitFor();
    await dialog.getByLabel('Reason').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
    expect(await jobRows(api)).toMatchObject([{ expectedTotal: 1_200, reason: 'the trial has ended' }]);
    expect(new Set(starts.map((request) => request.headers()['idempotency-key']))).toEqual(new Set([keyBefore]));
  });
});

browserTest('a start whose answer is lost is sent again as it was, also after a reload: one job', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 120);
    const { page, dialog, starts } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await selectAllLost(page, api.url);
    await dialog.getByLabel('To confirm, type the number: 120').fill('120');
    await page.route('**/api/v1/jobs', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      return route.abort();
    });
    await dialog.getByRole('button', { name: 'Delete 120 leads' }).click();
    await dialog.getByText('The answer has not arrived').waitFor();
    expect(await jobRows(api)).toHaveLength(1);
    await page.unroute('**/api/v1/jobs');
    const away = { type: '/problems/database_unavailable', title: 'The database is not available', status: 503 };
    const json = { ...away, code: 'database_unavailable', detail: 'Nothing was started.', requestId: 'r-1' };
    const isStart = (address: URL) => address.pathname === '/api/v1/jobs' && address.search === '';
    await page.route(isStart, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', json }));
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await dialog.getByText('What became of the one before it is still not known.').waitFor();
    expect(await dialog.getByText('Nothing was started').count()).toBe(0);
    await page.unroute(isStart);
    await page.reload();
    await dialog.getByText('The answer has not arrived').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete ALL leads' }).click();
    await dialog.getByText('The start before this one is not answered yet').waitFor();
    expect(await dialog.locator('[name=expectedTotal]').isEditable()).toBe(false);
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
    const [job, ...others] = await jobRows(api);
    expect([page.url().endsWith(job!.id), others]).toEqual([true, []]);
    const sent = starts.map((request) => [request.headers()['idempotency-key'], request.postData()]);
    expect(sent).toEqual([sent[0], sent[0], sent[0]]);
  });
});

browserTest('a number below a hundred that has changed is typed; nobody sends it by a second click', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 60);
    const { page, dialog, starts } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await selectAllLost(page, api.url);
    await dialog.getByRole('button', { name: 'Delete 60 leads' }).waitFor();
    await addLost(api, 1);
    await dialog.getByRole('button', { name: 'Delete 60 leads' }).click();
    const count = dialog.getByLabel('To confirm, type the number: 61');
    await count.waitFor();
    await dialog.getByRole('button', { name: 'Delete 61 leads' }).click();
    await dialog.getByText('This is not the number that was counted.').waitFor();
    expect(starts).toHaveLength(1);
    await count.fill('61');
    await count.press('Enter');
    await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
    expect(await jobRows(api)).toMatchObject([{ expectedTotal: 61 }]);
  });
});

browserTest('of chosen leads that are gone the dialog says so, and there is nothing to start without any', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 3);
    const { page, dialog } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await page.goto(`${api.url}/leads?status=lost`);
    await page.getByRole('checkbox').first().click();
    const opener = page.getByRole('button', { name: 'Delete leads', exact: true });
    const start = dialog.getByRole('button', { name: 'Delete 3 leads' });
    await api.dataSource.query(`DELETE FROM leads WHERE name = 'Lost 0'`);
    await opener.click();
    await dialog.getByText('1 of them is no longer there').waitFor();
    expect(await start.isEnabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await api.dataSource.query(`DELETE FROM leads WHERE status = 'lost'`);
    await opener.click();
    await dialog.getByText('None of them is there any more.').waitFor();
    expect(await start.isEnabled()).toBe(false);
  });
});

browserTest('a start that is accepted after its dialog is gone leaves no selection behind', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 3);
    const { page, dialog, starts } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await page.goto(`${api.url}/leads?status=lost`);
    await page.getByRole('checkbox').first().click();
    await page.getByRole('button', { name: 'Delete leads', exact: true }).click();
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const isStart = (address: URL) => address.pathname === '/api/v1/jobs' && address.search === '';
    await page.route(isStart, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await answered;
      return route.continue();
    });
    await dialog.getByRole('button', { name: 'Delete 3 leads' }).click();
    await eventually(() => Promise.resolve(starts.length === 1));
    await page.goBack();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('3 leads selected').waitFor();
    answer();
    await page.getByText('3 leads selected').waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe('/leads');
    expect(await jobRows(api)).toHaveLength(1);
  });
});

browserTest(
  'a held gate is a page, which turns when the gate is free and leads back to what was prepared',
  async () => {
    await onConsole(async (api, browser) => {
      const { dataSource, redis } = api;
      await addLost(api, 120);
      const { page, dialog } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
      await page.addInitScript(RECORD_NOTIFICATIONS);
      await selectAllLost(page, api.url);
      const count = dialog.getByLabel('To confirm, type the number: 120');
      await count.fill('120');
      const body = { type: TYPE, selection: { filter: { status: 'nobody' } } };
      const { body: holder } = await api.ask<{ id: string }>('/api/v1/jobs', {
        body,
      });
      await count.press('Enter');
      await page.waitForURL(`${api.url}/gate/${TYPE}`);
      await page.getByRole('heading', { name: /the gate is held/ }).waitFor();
      const link = page.getByRole('link', {
        name: 'The job that holds the gate',
      });
      expect(await link.getAttribute('href')).toBe(`/jobs/${holder.id}`);
      await page.getByText(/without a sign of life it expires in/).waitFor();
      await page.getByRole('button', { name: 'Tell me when it is free' }).click();
      await page.getByText('You will be told on your desktop.').waitFor();

      await dataSource.query(`UPDATE jobs SET status = 'cancelled', finished_at = now() WHERE id = $1`, [holder.id]);
      await redis.del(LOCK);
      await page.getByRole('heading', { name: /the gate is free now/ }).waitFor();
      // The page says so first, and tells the desktop in an effect behind that.
      await eventually(async () => {
        expect(await page.evaluate('told')).toEqual([expect.stringMatching(/the gate is free now/)]);
      });
      await page.getByRole('button', { name: 'Back to what you have prepared' }).click();
      expect(await count.inputValue()).toBe('120');
      await dialog.getByRole('button', { name: 'Delete 120 leads' }).click();
      await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
      expect(await jobRows(api)).toHaveLength(2);
    });
  },
);

browserTest('it closes by Escape, by "back" and by its button, and the focus is where it was', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 2);
    const { page, dialog, starts } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await page.goto(`${api.url}/leads?status=lost`);
    const opener = page.getByRole('button', { name: 'Delete ALL leads' });
    for (const close of [
      () => page.keyboard.press('Escape'),
      () => page.goBack(),
      () => dialog.getByRole('button', { name: 'Do not start' }).click(),
    ]) {
      // A double click makes one dialog and one step of the history.
      await opener.focus();
      await page.evaluate('{ const opener = document.activeElement; opener.click(); opener.click(); }');
      await dialog.getByText('Lost 0').waitFor();
      await close();
      await dialog.waitFor({ state: 'detached' });
      await eventually(() => opener.and(page.locator(':focus')).isVisible());
      expect(page.url()).toBe(`${api.url}/leads?status=lost`);
    }
    expect([starts, await jobRows(api)]).toEqual([[], []]);
  });
});

browserTest('a look that is older than ten minutes is repeated before a start', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 120);
    const { page, dialog, starts } = await operatorsPage(await browser.newPage({ locale: 'en-US' }), api.url);
    await selectAllLost(page, api.url);
    await dialog.getByLabel('To confirm, type the number: 120').fill('120');
    await addLost(api, 1);
    await page.clock.setSystemTime(Date.now() + 601_000);
    await dialog.getByRole('button', { name: 'Delete 120 leads' }).click();
    await dialog.getByText('The last count was older than ten minutes').waitFor();
    expect(await dialog.getByLabel('To confirm, type the number: 121').inputValue()).toBe('');
    expect([starts, await jobRows(api)]).toEqual([[], []]);
  });
});

browserTest('a session that ends in the dialog costs its person nothing, and shows it to nobody else', async () => {
  await onConsole(async (api, browser) => {
    await addLost(api, 120);
    const context = await browser.newContext({ locale: 'en-US' });
    const { page, dialog } = await operatorsPage(await context.newPage(), api.url);
    await selectAllLost(page, api.url);
    const count = dialog.getByLabel('To confirm, type the number: 120');
    await count.fill('120');
    for (const [role, isTheirs] of [
      ['operator', true],
      ['admin', false],
    ] as const) {
      const address = page.url();
      await context.clearCookies();
      await page.goto(address);
      await chooseUser(page, role);
      await page.getByRole('table').waitFor();
      if (isTheirs) expect(await count.inputValue()).toBe('120');
      else expect(await dialog.count()).toBe(0);
    }
    expect(await page.evaluate(`sessionStorage.getItem('bulkgate-start')`)).toBeNull();
    await page.getByRole('button', { name: 'Delete ALL leads' }).click();
    await dialog.getByText('Lost 1').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in to BulkGate' }).waitFor();
    expect(await page.evaluate(`sessionStorage.getItem('bulkgate-start')`)).toBeNull();
    await context.close();
  });
});
