import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { test } from '@jest/globals';
import { type Browser, chromium, type ConsoleMessage, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/stack/chromium-binary.mjs';
import { withCleanups } from './cleanups.js';
import { withHttpServer } from './tcp-server.js';

const found = await findChromium();

/** A test in a real browser; skipped, and the reason printed, where none can be had. */
export function browserTest(title: string, run: () => Promise<void>): void {
  if (found.binary !== null) {
    test(title, run);
    return;
  }
  process.stderr.write(`Skipped, because ${found.reason}: ${title}\n`);
  test.skip(title, run);
}

/** A headless Chromium with a profile of its own. */
export async function withBrowser(use: (browser: Browser) => Promise<void>): Promise<void> {
  await withCleanups(async ({ opened }) => {
    if (found.binary === null) throw new Error(found.reason);
    const launching = chromium.launch({ executablePath: found.binary });
    await use(await opened(launching, (browser) => browser.close()));
  });
}

/** What the page says from now on: blocked by a policy, refused to be shown, an error. */
export function listenTo(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message: ConsoleMessage) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  return said;
}

/** A site of somebody else, with a page that attacks. @param use given its port on this machine */
export async function withForeignSite(use: (port: number) => Promise<void>): Promise<void> {
  const page = await readFile(new URL('../browser/foreign-page.html', import.meta.url));
  const answer: RequestListener = (_, response) => response.setHeader('content-type', 'text/html').end(page);
  await withHttpServer(answer, (url) => use(Number(new URL(url).port)));
}
