import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { Business } from '../../src/db/business.js';
import { fillLeads } from '../../src/db/repositories/sample-leads.js';
import { BenchProcess } from '../child-process.js';
import { BUSINESS } from '../leads.js';
import type { Stand } from '../stand.js';
import { type EventToScreenFigures, measureEventToScreen } from './event-to-screen.js';
import { type FirstPageFigures, measureFirstPage } from './first-page.js';
import { type FollowerFigures, measureFollowers } from './followers.js';
import type { Measure } from './measure.js';

const LEADS = 10_000;
const AIMS = { interactiveMs: 1_000, eventMs: 1_500 };

export const livePages: Measure = {
  name: 'live',
  about: 'a browser: until a page answers, from a batch to the screen, and what fifty who watch cost the database',
  async measure(stand, say) {
    const executablePath = process.env.CHROMIUM_PATH;
    if (!executablePath) return 'Nothing was measured in a browser: there is no Chromium.';
    await fillLeads(new Business(stand.dataSource, BUSINESS), LEADS);
    // With the console, which the tree of the tests is without.
    const environment = { ...stand.environment, SAMPLE_USERS: 'true' };
    const api = await BenchProcess.start('../dist/bin/api.js', 'the API listens', environment);
    const url = String(api.readyLine.url);
    const browser = await chromium.launch({ executablePath });
    try {
      say('Fifty who watch ...');
      const context = await logIn(browser, url);
      const [cookie] = await context.cookies();
      const followers = await measureFollowers(stand.dataSource, (signal) =>
        follow(url, `${cookie!.name}=${cookie!.value}`, signal),
      );
      say('Until a page answers ...');
      const firstPage = await measureFirstPage(browser, url, await context.cookies());
      say('From a batch to the screen ...');
      return textOf({ followers, firstPage, eventToScreen: await watchJob(stand, context, url) });
    } finally {
      await browser.close();
      await api.stop();
    }
  },
};

async function logIn(browser: Browser, url: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.getByRole('button', { name: 'Operator' }).first().click();
  await page.waitForURL(/\/jobs$/);
  await page.close();
  return context;
}

/** A stream of all jobs, of a browser of its own. */
async function follow(url: string, cookie: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`${url}/api/v1/jobs/events`, { headers: { cookie }, signal });
  if (answer.status !== 200) throw new Error(`a stream was answered with ${answer.status}`);
  void answer.body?.pipeTo(new WritableStream()).catch(() => undefined);
}

async function watchJob(stand: Stand, context: BrowserContext, url: string): Promise<EventToScreenFigures> {
  const worker = await BenchProcess.start('src/bin/worker.js', 'worker is ready', stand.environment);
  try {
    const page = await context.newPage();
    await page.goto(`${url}/jobs`);
    const body = {
      ...{ type: 'delete_leads_bulk', selection: { all: true }, options: { batchSize: 10, throttleMs: 700 } },
      ...{ expectedTotal: LEADS, reason: 'to be watched' },
    };
    const jobId = await page.evaluate<string, string>(async (body) => {
      const { csrfToken } = (await (await fetch('/api/v1/session')).json()) as { csrfToken: string };
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken };
      const answer = await fetch('/api/v1/jobs', { method: 'POST', headers, body });
      return ((await answer.json()) as { id: string }).id;
    }, JSON.stringify(body));
    await page.goto(`${url}/jobs/${jobId}`);
    return await measureEventToScreen(page, stand.dataSource, jobId);
  } finally {
    await worker.stop();
  }
}

interface Figures {
  readonly followers: FollowerFigures;
  readonly firstPage: FirstPageFigures;
  readonly eventToScreen: EventToScreenFigures;
}

function textOf({ followers, firstPage, eventToScreen }: Figures): string {
  const whole = (value: number): string => value.toFixed(0);
  return [
    '| what | figure | aim |',
    '| --- | ---: | ---: |',
    `| leads page, empty cache: it answers (median of ${firstPage.rounds}) | ${whole(firstPage.shownMs)} ms | ${AIMS.interactiveMs} ms |`,
    `| the same: its first rows are there | ${whole(firstPage.rowsMs)} ms | |`,
    `| from a batch's commit to its number on the screen, median of ${eventToScreen.batches} | ${whole(eventToScreen.p50Ms)} ms | |`,
    `| the same, p95 | ${whole(eventToScreen.p95Ms)} ms | ${AIMS.eventMs} ms |`,
    `| transactions a second while nobody watches | ${followers.withNone.toFixed(1)} | |`,
    `| the same while one watches | ${followers.withOne.toFixed(1)} | |`,
    `| the same while ${followers.followers} watch, each with a stream of their own | ${followers.withAll.toFixed(1)} | as for one |`,
  ].join('\n');
}
