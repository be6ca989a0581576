import { expect } from '@jest/globals';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import type { DataSource } from 'typeorm';
import { type ApiProxy, withApiProxy } from '../support/api-proxy.js';
import type { TestApi } from '../support/api.js';
import { browserTest } from '../support/browser.js';
import { chooseUser, logIn, shareConsole } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { whileFrozen } from '../support/frozen-process.js';
import { addLeads } from '../support/leads.js';
import { services } from '../support/services.js';
import { withTcpProxy } from '../support/tcp-proxy.js';

const withConsole = shareConsole();

const STREAM = '/api/v1/jobs/events';
const TOTAL = 100;

interface Watched {
  readonly api: TestApi;
  readonly proxy: ApiProxy;
  readonly browser: Browser;
  readonly jobId: string;
}

/** A console by way of a proxy, and a job of business 1 of which the test itself says how far it is. */
function whileWatched(use: (watched: Watched) => Promise<void>, options?: Parameters<typeof withConsole>[1]) {
  return withConsole(async (api, browser) => {
    await addLeads(api.dataSource, 1, [{ name: 'Ada', status: 'lost' }]);
    const body = { type: 'delete_leads_bulk', selection: { filter: { status: 'lost' } } };
    const { body: job } = await api.ask<{ id: string }>('/api/v1/jobs', { body });
    await progress(api.dataSource, job.id, 0);
    await withApiProxy(api.url, (proxy) => use({ api, proxy, browser, jobId: job.id }));
  }, options);
}

/** As a worker writes it. */
async function progress(dataSource: DataSource, jobId: string, processed: number): Promise<void> {
  await dataSource.query(
    `UPDATE jobs SET status = 'running', started_at = COALESCE(started_at, now()), heartbeat_at = now(),
                     total = $2, processed = $3, succeeded = $3 WHERE id = $1`,
    [jobId, TOTAL, processed],
  );
}

async function shows(page: Page, processed: number): Promise<void> {
  await page.getByText(`${processed} of ${TOTAL} processed`).first().waitFor();
}

/** Breaks the stream of these tabs, and lets them have no other. */
async function loseStream(tabs: BrowserContext | Page, proxy: ApiProxy, url: string): Promise<void> {
  await tabs.route(`**${STREAM}`, (route) => route.abort());
  proxy.pointTo(null);
  proxy.pointTo(url);
}

async function openTab(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** A tab in which the operator of business 1 has logged in. */
async function operatorsTab(context: BrowserContext, { url }: ApiProxy): Promise<Page> {
  const page = await context.newPage();
  await logIn(page, url, 'operator');
  return page;
}

async function english(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ locale: 'en-US' });
}

browserTest('three tabs cost one stream; when the one that has it is closed another takes over', async () => {
  await whileWatched(async ({ api: { dataSource }, proxy, browser, jobId }) => {
    const context = await english(browser);
    const first = await operatorsTab(context, proxy);
    const second = await openTab(context, `${proxy.url}/jobs/${jobId}`);
    const third = await openTab(context, `${proxy.url}/gate`);
    for (const [tab, processed] of [10, 20].flatMap((each) =>
      [first, second, third].map((tab) => [tab, each] as const),
    )) {
      if (tab === first) await progress(dataSource, jobId, processed);
      await shows(tab, processed);
    }
    const streams = () => proxy.asked.filter((line) => line === `GET ${STREAM}`).length;
    expect([streams(), proxy.open(STREAM)]).toEqual([1, 1]);
    await first.close();
    await progress(dataSource, jobId, 30);
    for (const tab of [second, third]) await shows(tab, 30);
    expect([streams(), proxy.open(STREAM)]).toEqual([2, 1]);
    // What a screen reader is told is the same in a tab without a stream.
    await second.getByRole('status').getByText('30 percent').waitFor({ state: 'attached' });
    expect(await second.getByText('The server does not answer').count()).toBe(0);
  });
});

browserTest('a tab that is frozen loses the stream to one that is looked at', async () => {
  await whileWatched(async ({ api: { dataSource }, proxy, browser, jobId }) => {
    const context = await english(browser);
    const frozen = await operatorsTab(context, proxy);
    await shows(frozen, 0);
    const session = await context.newCDPSession(frozen);
    await session.send('Debugger.enable');
    await session.send('Debugger.pause');
    const other = await openTab(context, `${proxy.url}/jobs/${jobId}`);
    for (const processed of [40, 45]) {
      await progress(dataSource, jobId, processed);
      await shows(other, processed);
    }
    await session.send('Debugger.resume');
    await progress(dataSource, jobId, 50);
    for (const tab of [frozen, other]) await shows(tab, 50);
    await eventually(() => proxy.open(STREAM) === 1);
  });
});

browserTest('a tab that comes while nothing is live makes no tab think so, and p asks what runs', async () => {
  await whileWatched(async ({ api: { url, dataSource }, proxy, browser, jobId }) => {
    const context = await english(browser);
    const first = await operatorsTab(context, proxy);
    const second = await openTab(context, `${proxy.url}/jobs/${jobId}`);
    await shows(second, 0);
    await loseStream(context, proxy, url);
    const lost = (tab: Page) => tab.getByText('The server does not answer', { exact: true }).waitFor();
    await lost(second);
    // It shows what it has asked for itself.
    await progress(dataSource, jobId, 10);
    const third = await openTab(context, `${proxy.url}/jobs/${jobId}`);
    await lost(third);
    await shows(third, 10);
    for (const tab of [first, second]) await lost(tab);
    // The page does not know of this job: its stream was lost before.
    await dataSource.query(`UPDATE jobs SET requested_by = (SELECT subject FROM sessions)`);
    await first.keyboard.press('p');
    await eventually(() => proxy.asked.includes(`POST /api/v1/jobs/${jobId}/pause`));
  });
});

browserTest('a tab that is hidden and hears nothing loses the stream to one that is looked at', async () => {
  await whileWatched(async ({ api: { url, dataSource }, proxy, browser, jobId }) => {
    const context = await english(browser);
    const hidden = await operatorsTab(context, proxy);
    await shows(hidden, 0);
    const other = await openTab(context, `${proxy.url}/jobs/${jobId}`);
    await shows(other, 0);
    await hidden.evaluate(`Object.defineProperty(document, 'visibilityState', { value: 'hidden' })`);
    await loseStream(hidden, proxy, url);
    await progress(dataSource, jobId, 10);
    await shows(other, 10);
    await shows(hidden, 10);
  });
});

browserTest('what a page reads while nobody is there keeps no session alive', async () => {
  await whileWatched(async ({ api: { dataSource }, proxy, browser, jobId }) => {
    const page = await (await english(browser)).newPage();
    await page.clock.install();
    await logIn(page, proxy.url, 'operator');
    await page.goto(`${proxy.url}/leads`);
    await page.getByRole('table').waitFor();
    await page.getByRole('region', { name: 'Live jobs' }).getByText('0%').waitFor();
    const leads = (isUnattended: boolean) =>
      page.waitForRequest(
        (request) =>
          new URL(request.url()).pathname === '/api/v1/leads' &&
          (request.headers()['x-unattended'] === 'true') === isUnattended,
      );
    await page.clock.fastForward('02:00');
    const byItself = leads(true);
    await dataSource.query(
      `UPDATE jobs SET status = 'completed', finished_at = now(), not_attempted = total WHERE id = $1`,
      [jobId],
    );
    await byItself;
    const asked = leads(false);
    await page.getByRole('button', { name: 'Id', exact: true }).click();
    await asked;
  });
});

browserTest('without Web Locks each tab has a stream of its own while it is shown', async () => {
  await whileWatched(async ({ api: { dataSource }, proxy, browser, jobId }) => {
    const context = await english(browser);
    await context.addInitScript(`Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
      delete Navigator.prototype.locks;
      globalThis.become = (state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      };`);
    const first = await operatorsTab(context, proxy);
    const second = await openTab(context, `${proxy.url}/jobs/${jobId}`);
    await progress(dataSource, jobId, 10);
    for (const tab of [first, second]) await shows(tab, 10);
    expect(proxy.open(STREAM)).toBe(2);
    await first.evaluate(`become('hidden')`);
    await eventually(() => proxy.open(STREAM) === 1);
    await progress(dataSource, jobId, 20);
    await shows(second, 20);
    await first.evaluate(`become('visible')`);
    await shows(first, 20);
  });
});

browserTest('a server that is away, and another one in its place, are each said', async () => {
  await whileWatched(async ({ api, proxy, browser, jobId }) => {
    const context = await english(browser);
    const page = await operatorsTab(context, proxy);
    await page.goto(`${proxy.url}/jobs/${jobId}`);
    await progress(api.dataSource, jobId, 10);
    await shows(page, 10);
    proxy.pointTo(null);
    await page.getByText('The server does not answer', { exact: true }).waitFor();
    await page.getByText('As of').waitFor();
    await shows(page, 10);
    await progress(api.dataSource, jobId, 20);
    const next = await api.startApi();
    proxy.pointTo(next.url);
    await page.getByText('The server was restarted.').waitFor();
    await shows(page, 20);
    expect(await page.getByText('As of').count()).toBe(0);
    await page.getByText('The server was restarted.').waitFor({ state: 'detached' });
    // A frozen one keeps its connections, and says nothing.
    await whileFrozen(next, () => page.getByText('The server does not answer', { exact: true }).waitFor());
    await page.getByText('The server does not answer', { exact: true }).waitFor({ state: 'detached' });
  });
});

browserTest('Redis that is away, and back, is said', async () => {
  await whileWatched(async ({ api, proxy, browser, jobId }) => {
    const context = await english(browser);
    const page = await operatorsTab(context, proxy);
    await page.goto(`${proxy.url}/jobs/${jobId}`);
    await shows(page, 0);
    await whileFrozen(api.redisServer, async () => {
      await page.getByText('Redis is away', { exact: true }).waitFor();
      // It says nothing about the numbers, which go on.
      await progress(api.dataSource, jobId, 30);
      await shows(page, 30);
      expect(await page.getByText('The database is away').count()).toBe(0);
    });
    await page.getByText('Redis is away', { exact: true }).waitFor({ state: 'detached' });
  });
});

browserTest('a database that is away, and back, is said; meanwhile the numbers have their time', async () => {
  const { host, pathname, username, password } = new URL(services.databaseUrl);
  await withTcpProxy(host, (database) =>
    whileWatched(
      async ({ api, proxy, browser, jobId }) => {
        const context = await english(browser);
        const page = await operatorsTab(context, proxy);
        await page.goto(`${proxy.url}/jobs/${jobId}`);
        await progress(api.dataSource, jobId, 10);
        await shows(page, 10);
        database.hold();
        await page.getByText('The database is away', { exact: true }).waitFor();
        await page.getByText('As of').waitFor();
        database.letGo();
        await page.getByText('The database is away', { exact: true }).waitFor({ state: 'detached' });
        await eventually(() => progress(api.dataSource, jobId, 20).then(() => true));
        await shows(page, 20);
      },
      { databaseUrl: `postgresql://${username}:${password}@${database.address}${pathname}` },
    ),
  );
});

browserTest(
  'whoever is silent is warned, stays with one request, and comes back to the page after the end',
  async () => {
    await whileWatched(async ({ api: { dataSource }, proxy, browser, jobId }) => {
      const context = await english(browser);
      const page = await context.newPage();
      await page.clock.install();
      await logIn(page, proxy.url, 'operator');
      await page.goto(`${proxy.url}/jobs/${jobId}`);
      await shows(page, 0);
      await page.clock.fastForward('26:00');
      const stay = page.getByRole('button', { name: 'Stay logged in' });
      await stay.waitFor();
      await dataSource.query(`UPDATE sessions SET last_used_at = last_used_at - interval '26 minutes'`);
      await stay.click();
      await stay.waitFor({ state: 'detached' });
      const [used] = await dataSource.query<{ isNow: boolean }[]>(
        `SELECT last_used_at > now() - interval '1 minute' AS "isNow" FROM sessions`,
      );
      expect(used!.isNow).toBe(true);
      await dataSource.query(`UPDATE sessions SET last_used_at = last_used_at - interval '1 hour'`);
      await page.waitForURL(`${proxy.url}/login?next=*`);
      await chooseUser(page, 'operator');
      await page.waitForURL(`${proxy.url}/jobs/${jobId}`);
      await shows(page, 0);
    });
  },
);

browserTest('a logout empties every tab, and the next person begins anew in each', async () => {
  await whileWatched(async ({ proxy, browser, jobId }) => {
    const context = await english(browser);
    const page = await operatorsTab(context, proxy);
    const other = await openTab(context, `${proxy.url}/jobs/${jobId}`);
    await shows(other, 0);
    await page.getByRole('button', { name: 'Log out' }).click();
    for (const tab of [page, other]) await tab.waitForURL(`${proxy.url}/login`);
    expect(await other.getByText(jobId).count()).toBe(0);
    await eventually(() => proxy.open(STREAM) === 0);
    // The list that `page` has shown is not kept for the next person: nothing but a new answer fills it.
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route(`**/api/v1/jobs`, async (route) => {
      await held;
      await route.continue();
    });
    await page.locator('section').nth(1).getByRole('button').first().click();
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    expect(await page.locator('main li').count()).toBe(0);
    letGo();
    for (const tab of [page, other]) {
      await tab.waitForURL(`${proxy.url}/jobs`);
      await tab.getByText('No jobs match').waitFor();
      await tab.getByText('Business 2 · Viewer').waitFor();
    }
  });
});

browserTest('a tab whose session another tab has replaced shows who it acts for', async () => {
  await whileWatched(async ({ proxy, browser, jobId }) => {
    const context = await english(browser);
    const page = await operatorsTab(context, proxy);
    await page.goto(`${proxy.url}/jobs/${jobId}`);
    await shows(page, 0);
    // As by a page that has no part in the messages between tabs.
    const { items } = (await (await context.request.get(`${proxy.url}/api/v1/sample-users`)).json()) as {
      items: { token: string; role: string; businessId: number }[];
    };
    const { token } = items.find(({ role, businessId }) => role === 'viewer' && businessId === 1)!;
    await context.request.post(`${proxy.url}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } });
    await page.getByRole('button', { name: 'Pause' }).first().click();
    await page.getByText('Business 1 · Viewer').waitFor();
    await shows(page, 0);
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  });
});

browserTest('p pauses every job of mine on every page, and never asks', async () => {
  await whileWatched(async ({ api, proxy, browser, jobId }) => {
    const context = await english(browser);
    const page = await operatorsTab(context, proxy);
    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    await page.getByRole('table').waitFor();
    const asked = () => proxy.asked.filter((line) => line === `POST /api/v1/jobs/${jobId}/pause`).length;
    // It is somebody else's.
    await page.keyboard.press('p');
    await page.getByText('No job of yours runs.').waitFor();
    expect(asked()).toBe(0);
    await api.dataSource.query(`UPDATE jobs SET requested_by = (SELECT subject FROM sessions)`);
    await page.getByRole('region', { name: 'Live jobs' }).getByText('p', { exact: true }).waitFor();
    await page.getByRole('searchbox').press('p');
    expect(asked()).toBe(0);
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('p');
    await eventually(() => asked() === 1);
    // On a Hebrew keyboard the same key types another letter.
    const pressed = `document.dispatchEvent(new KeyboardEvent('keydown', { key: 'פ', code: 'KeyP' }))`;
    // No worker is there to answer the first.
    await page.getByRole('alert').waitFor();
    await page.evaluate(pressed);
    await eventually(() => asked() === 2);
    // Whoever speaks to the computer can turn single keys off.
    await page.keyboard.press('?');
    await page.getByRole('checkbox', { name: 'Single keys are on' }).uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

browserTest('an answer that was on its way for longer than an event does not take its place', async () => {
  await whileWatched(async ({ api: { dataSource }, proxy, browser, jobId }) => {
    const context = await english(browser);
    const page = await operatorsTab(context, proxy);
    await progress(dataSource, jobId, 10);
    let isOvertaken = false;
    const overtaken = async (route: Route): Promise<void> => {
      const response = await route.fetch();
      await progress(dataSource, jobId, 60);
      await page.getByRole('region', { name: 'Live jobs' }).getByText('60%').waitFor();
      isOvertaken = true;
      await route.fulfill({ response });
    };
    // Once: a later question would still wait as the test closes the page.
    await page.route('**/api/v1/jobs', overtaken, { times: 1 });
    await page.goto(`${proxy.url}/jobs`);
    await eventually(() => isOvertaken);
    // Nothing that comes later would mend it: the job stands still.
    await shows(page, 60);
  });
});

browserTest('whoever goes to a page is at its heading, and a page that cannot be loaded says so', async () => {
  await whileWatched(async ({ proxy, browser, jobId }) => {
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 375, height: 700 } });
    const page = await operatorsTab(context, proxy);
    expect(await page.evaluate('document.querySelector("header").offsetHeight')).toBeLessThan(100);
    const atHeading = (name: string) => page.locator('h1:focus', { hasText: name }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Delete leads' }).click();
    await page.waitForURL(`**/jobs/${jobId}`);
    await atHeading('Delete leads');
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await atHeading('Leads');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await atHeading('Leads');
    await page.route('**/assets/gate-page*', (route) => route.abort());
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await page.getByText('This page could not be loaded').waitFor();
    await page.unroute('**/assets/gate-page*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Gate' }).waitFor();
  });
});
