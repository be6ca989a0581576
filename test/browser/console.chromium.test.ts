import { expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { actedJob } from '../support/acted-job.js';
import type { TestApi } from '../support/api.js';
import { browserTest, listenTo } from '../support/browser.js';
import { chooseUser, faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { addLeads } from '../support/leads.js';
import { withPathProxy } from '../support/path-proxy.js';
import { testToken } from '../support/test-token.js';

const onConsole = shareConsole();

/** With the leads and a job of business 1 that no worker has begun. */
async function withConsole(use: (api: TestApi, browser: Browser, jobId: string) => Promise<void>): Promise<void> {
  await onConsole(async (api, browser) => {
    await addLeads(api.dataSource, 1, [{ name: 'Ada', phone: '+15550100', status: 'lost' }]);
    const body = { type: 'delete_leads_bulk', selection: { filter: { status: 'lost' } } };
    const { body: job } = await api.ask<{ id: string }>('/api/v1/jobs', { body });
    await use(api, browser, job.id);
  });
}

browserTest(
  'each page keeps to the page policy and to WCAG, in both themes, both directions and on a phone',
  async () => {
    await withConsole(async (api, browser, jobId) => {
      const { url } = api;
      const [lead, held] = await addLeads(api.dataSource, 1, [{ name: 'Grace' }, { legalHold: true }]);
      await actedJob(api, operationRegistry.get('update_leads_bulk')!, [lead!], { parameters: { status: 'won' } });
      const ended = await actedJob(api, operationRegistry.get('delete_imported_leads')!, [lead!, held!]);
      await inEachLook(browser, async (page, locale) => {
        await page.goto(`${url}/login`);
        await page.locator('section').first().waitFor();
        expect(['/login', await faultsOf(page)]).toEqual(['/login', []]);
        await logIn(page, url, 'admin');
        for (const [path, shown] of [
          ['/leads', 'table'],
          ['/imports', 'input[type=file]'],
          ['/jobs', 'main li'],
          [`/jobs/${jobId}`, '[role=progressbar]'],
          [`/jobs/${ended}`, '#results'],
          [`/history?table=leads&id=${lead}`, 'table'],
          ['/gate', 'main li'],
        ] as const) {
          await page.goto(url + path);
          await page.locator(shown).first().waitFor();
          expect([path, await faultsOf(page)]).toEqual([path, []]);
        }
        expect(await page.evaluate('document.documentElement.dir')).toBe(locale === 'he-IL' ? 'rtl' : 'ltr');
      });
    });
  },
);

browserTest('who is sent to the login comes back, sees why a job waits, and cancels it with a question', async () => {
  await withConsole(async ({ url, dataSource }, browser, jobId) => {
    const page = await browser.newPage({ locale: 'en-US' });
    await page.goto(`${url}/jobs/${jobId}`);
    await chooseUser(page, 'operator');
    await page.getByText('Waiting for a worker.').waitFor();
    await page.getByRole('button', { name: 'Cancel job…' }).click();
    await page.getByRole('button', { name: 'Do not cancel' }).click();
    await page.getByRole('button', { name: 'Cancel job…' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(async () => {
      const [job] = await dataSource.query<{ isAsked: boolean }[]>(
        `SELECT cancel_requested_at IS NOT NULL AS "isAsked" FROM jobs WHERE id = $1`,
        [jobId],
      );
      return job!.isAsked;
    });
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in to BulkGate' }).waitFor();
  });
});

browserTest('the console works under whatever path a proxy publishes it', async () => {
  await withConsole(async ({ url }, browser, jobId) => {
    await withPathProxy(url, '/tools/bulkgate', async (published) => {
      const page = await browser.newPage({ locale: 'en-US' });
      const said = listenTo(page);
      await page.goto(`${published}/jobs/${jobId}`);
      await chooseUser(page, 'operator');
      await page.waitForURL(`${published}/jobs/${jobId}`);
      await page.getByText('Waiting for a worker.').waitFor();
      await page.getByRole('link', { name: 'Leads', exact: true }).click();
      await page.getByRole('table').waitFor();
      expect(page.url()).toBe(`${published}/leads`);
      await page.reload();
      await page.getByRole('table').waitFor();
      // What the login asks before anybody is logged in.
      expect(said.filter((text) => !text.includes('401'))).toEqual([]);
    });
  });
});

browserTest('without sample users a person logs in with a token, and a wrong one is told so', async () => {
  const elsewhere = { environment: { SAMPLE_USERS: 'false' } };
  await onConsole(async ({ url }, browser) => {
    await inEachLook(browser, async (page) => {
      await page.goto(`${url}/login`);
      await page.locator('input[type=password]').fill('not a token');
      await page.getByRole('button').first().click();
      await page.getByRole('alert').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.locator('input[type=password]').fill(` ${await testToken(1)}\n`);
      await page.getByRole('button').first().click();
      await page.waitForURL(/\/jobs$/);
    });
  }, elsewhere);
});

browserTest('a viewer sees the job and no control', async () => {
  await withConsole(async ({ url }, browser, jobId) => {
    const page = await browser.newPage({ locale: 'en-US' });
    await logIn(page, url, 'viewer');
    await page.goto(`${url}/jobs/${jobId}`);
    await page.getByRole('progressbar').waitFor();
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Log out', 'עברית', '', 'Keys']);
  });
});
