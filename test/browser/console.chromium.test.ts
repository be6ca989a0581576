import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { runCommand } from '../../scripts/setup/run-command.mjs';
import { type TestApi, withApi } from '../support/api.js';
import { browserTest, listenTo, withBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { addLeads } from '../support/leads.js';
import { withPathProxy } from '../support/path-proxy.js';

const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-console-'));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(async () => {
  const { code, output } = await runCommand(process.execPath, ['scripts/console/build.mjs', folder]);
  expect([code, output]).toEqual([0, '']);
});
afterAll(() => rm(folder, { recursive: true }));

const environment = { SAMPLE_USERS: 'true' };
/** The places of their buttons. */
const VIEWER = 0;
const OPERATOR = 1;

/** With the leads and a job of business 1 that no worker has begun. */
async function withConsole(use: (api: TestApi, browser: Browser, jobId: string) => Promise<void>): Promise<void> {
  await withApi({ environment, consoleFolder: folder }, async (api) => {
    await addLeads(api.dataSource, 1, [{ name: 'Ada', phone: '+15550100', status: 'lost' }]);
    const body = { type: 'delete_leads_bulk', selection: { filter: { status: 'lost' } } };
    const { body: job } = await api.ask<{ id: string }>('/api/v1/jobs', { body });
    await withBrowser((browser) => use(api, browser, job.id));
  });
}

async function logIn(page: Page, url: string, role: number): Promise<void> {
  await page.goto(`${url}/login`);
  await page.locator('section').first().getByRole('button').nth(role).click();
  await page.waitForURL(/\/jobs$/);
}

const WATCH_POLICY = `globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))`;
const FIND_FAULTS = `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((found) => [
  ...violations,
  ...found.violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html)),
  ...(document.querySelector('style') ? ['a style element'] : []),
  ...(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []),
])`;

/** What is wrong with a page: by its policy, by WCAG 2.2 AA as far as axe sees it, by its width. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(FIND_FAULTS);
}

browserTest(
  'each page keeps to the page policy and to WCAG, in both themes, both directions and on a phone',
  async () => {
    await withConsole(async ({ url }, browser, jobId) => {
      for (const [colorScheme, locale, width] of [
        ['light', 'en-US', 1280],
        ['dark', 'he-IL', 375],
      ] as const) {
        const context = await browser.newContext({ colorScheme, locale, viewport: { width, height: 800 } });
        await context.addInitScript(WATCH_POLICY);
        const page = await context.newPage();
        await page.goto(`${url}/login`);
        await page.locator('section').first().waitFor();
        expect(['/login', await faultsOf(page)]).toEqual(['/login', []]);
        await logIn(page, url, OPERATOR);
        for (const [path, shown] of [
          ['/leads', 'table'],
          ['/jobs', 'main li'],
          [`/jobs/${jobId}`, '[role=progressbar]'],
          ['/gate', 'main li'],
        ] as const) {
          await page.goto(url + path);
          await page.locator(shown).first().waitFor();
          expect([path, await faultsOf(page)]).toEqual([path, []]);
        }
        expect(await page.evaluate('document.documentElement.dir')).toBe(locale === 'he-IL' ? 'rtl' : 'ltr');
        await context.close();
      }
    });
  },
);

browserTest('who is sent to the login comes back, sees why a job waits, and cancels it with a question', async () => {
  await withConsole(async ({ url, dataSource }, browser, jobId) => {
    const page = await browser.newPage({ locale: 'en-US' });
    await page.goto(`${url}/jobs/${jobId}`);
    await page.locator('section').first().getByRole('button').nth(OPERATOR).click();
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
      await page.locator('section').first().getByRole('button').nth(OPERATOR).click();
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

browserTest('a viewer sees the job and no control', async () => {
  await withConsole(async ({ url }, browser, jobId) => {
    const page = await browser.newPage({ locale: 'en-US' });
    await logIn(page, url, VIEWER);
    await page.goto(`${url}/jobs/${jobId}`);
    await page.getByRole('progressbar').waitFor();
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['עברית', '', 'Log out']);
  });
});
