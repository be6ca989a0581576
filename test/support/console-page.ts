import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { listenTo } from './browser.js';
import { WATCH_POLICY } from './console.js';

/** Like a person's own browser: with a profile of its own, in English on a desk unless told otherwise. */
export async function withPage(
  { browser }: { readonly browser: Browser },
  use: (page: Page) => Promise<void>,
  look: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 }, ...look });
  await context.addInitScript(WATCH_POLICY);
  try {
    const page = await context.newPage();
    const said = listenTo(page);
    try {
      await use(page);
    } catch (error) {
      const shown = await page.locator('body').innerText({ timeout: 5_000 });
      throw new Error(`${String(error)}\n\nShown at ${page.url()}:\n${shown}\n\nSaid:\n${said.join('\n')}`);
    }
    expect(said.filter((text) => /Content Security Policy|Uncaught|TypeError/.test(text))).toEqual([]);
  } finally {
    await context.close();
  }
}
