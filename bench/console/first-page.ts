import type { Browser, Cookie } from 'playwright-core';
import { median } from '../statistics.js';

/** From the address to a page that answers, with an empty cache, in milliseconds. */
export interface FirstPageFigures {
  readonly rounds: number;
  readonly shownMs: number;
  readonly rowsMs: number;
}

const ROUNDS = 9;

/** Notes when the page's heading and its first row are there: by the browser's own clock, from the navigation on. */
const NOTE_MOMENTS = `{
  globalThis.moments = {};
  const note = (name, selector) => {
    if (moments[name] === undefined && document.querySelector(selector)) moments[name] = performance.now();
  };
  const look = () => (note('shown', 'main h1'), note('rows', 'main tbody tr'));
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}`;

/** @param cookies of somebody who is logged in */
export async function measureFirstPage(browser: Browser, url: string, cookies: Cookie[]): Promise<FirstPageFigures> {
  const moments: { shown: number; rows: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ locale: 'en-US' });
    await context.addCookies(cookies);
    await context.addInitScript(NOTE_MOMENTS);
    const page = await context.newPage();
    await page.goto(`${url}/leads`);
    await page.locator('main tbody tr').first().waitFor();
    moments.push(await page.evaluate<{ shown: number; rows: number }>('moments'));
    await context.close();
  }
  return {
    rounds: ROUNDS,
    shownMs: median(moments.map(({ shown }) => shown)),
    rowsMs: median(moments.map(({ rows }) => rows)),
  };
}
