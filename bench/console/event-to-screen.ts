import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { DataSource } from 'typeorm';
import { percentile } from '../statistics.js';

/** From the commit of a batch until the browser shows its number, in milliseconds. */
export interface EventToScreenFigures {
  readonly batches: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const BATCHES = 30;
const LOOK_EVERY_MS = 10;

const NOTE_NUMBERS = `{
  globalThis.shown = [];
  const bar = document.querySelector('main [role=progressbar]');
  const note = () => shown.push({ processed: Number(bar.getAttribute('aria-valuenow')), at: Date.now() });
  new MutationObserver(note).observe(bar, { attributes: true, attributeFilter: ['aria-valuenow'] });
}`;

/** @param page shows a job that runs, slowly enough for each of its batches to be seen */
export async function measureEventToScreen(
  page: Page,
  dataSource: DataSource,
  jobId: string,
): Promise<EventToScreenFigures> {
  await page.locator('main [role=progressbar]').waitFor();
  await page.evaluate(NOTE_NUMBERS);
  const committed = await watchCommits(dataSource, jobId, BATCHES);
  const last = committed.at(-1)!.processed;
  const shown = await shownUpTo(page, last);
  // A number that the screen has passed over was shown with the next one.
  const delays = committed.map(({ processed, at }) => shown.find((one) => one.processed >= processed)!.at - at);
  return { batches: delays.length, p50Ms: percentile(delays, 0.5), p95Ms: percentile(delays, 0.95) };
}

interface Seen {
  readonly processed: number;
  readonly at: number;
}

async function watchCommits(dataSource: DataSource, jobId: string, count: number): Promise<Seen[]> {
  const look = async (): Promise<number> => {
    const [row] = await dataSource.query<{ processed: number }[]>('SELECT processed FROM jobs WHERE id = $1', [jobId]);
    return row!.processed;
  };
  const seen: Seen[] = [];
  for (let before = await look(); seen.length < count; await delay(LOOK_EVERY_MS)) {
    const processed = await look();
    if (processed > before) seen.push({ processed, at: Date.now() });
    before = processed;
  }
  return seen;
}

async function shownUpTo(page: Page, processed: number): Promise<Seen[]> {
  for (;;) {
    const shown = await page.evaluate<Seen[]>('shown');
    if ((shown.at(-1)?.processed ?? 0) >= processed) return shown;
    await delay(LOOK_EVERY_MS);
  }
}
