import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { runCommand } from '../../scripts/setup/run-command.mjs';
import { ROLES, type Role } from '../../src/access/permissions.js';
import { type ApiOptions, type TestApi, withApi } from './api.js';
import { withBrowser } from './browser.js';

type UseConsole = (api: TestApi, browser: Browser) => Promise<void>;

/**
 * Builds the console before the tests of a file. What it returns opens an API that serves it, with the sample users,
 * and a browser.
 */
export function shareConsole(): (use: UseConsole, options?: ApiOptions) => Promise<void> {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-console-'));
    const { code, output } = await runCommand(process.execPath, ['scripts/console/build.mjs', folder]);
    expect([code, output]).toEqual([0, '']);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return (use, { environment, ...options } = {}) =>
    withApi(
      { environment: { SAMPLE_USERS: 'true', ...environment }, consoleFolder: folder, ...options },
      async (api) => {
        await withBrowser((browser) => use(api, browser));
      },
    );
}

/** Chooses a sample user of the first business on the login page that is shown. */
export async function chooseUser(page: Page, role: Role): Promise<void> {
  await page.locator('section').first().getByRole('button').nth(ROLES.indexOf(role)).click();
}

/** Logs in as a sample user of the first business. */
export async function logIn(page: Page, url: string, role: Role): Promise<void> {
  await page.goto(`${url}/login`);
  await chooseUser(page, role);
  await page.waitForURL(/\/jobs$/);
}

/** For `addInitScript`: keeps what a page's policy has refused, for `faultsOf`. */
export const WATCH_POLICY = `globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))`;

/** Works on a page in the light theme, English, on a desk; then in the dark one, in Hebrew, on a phone. */
export async function inEachLook(browser: Browser, use: (page: Page, locale: string) => Promise<void>): Promise<void> {
  for (const [colorScheme, locale, width] of [
    ['light', 'en-US', 1280],
    ['dark', 'he-IL', 375],
  ] as const) {
    const context = await browser.newContext({ colorScheme, locale, viewport: { width, height: 800 } });
    await context.addInitScript(WATCH_POLICY);
    await use(await context.newPage(), locale);
    await context.close();
  }
}

/** A dialog that is still coming into view has other colours. What turns for ever is not waited for. */
const STANDS_STILL = `(async () => {
  const isMoving = ({ effect, playState }) =>
    playState === 'running' && effect.getComputedTiming().endTime !== Infinity;
  const isShown = (dialog) => getComputedStyle(dialog).opacity === '1';
  while (document.getAnimations().some(isMoving) || ![...document.querySelectorAll('[role=dialog]')].every(isShown)) {
    await new Promise(requestAnimationFrame);
  }
})()`;

const FIND_FAULTS = `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((found) => [
  ...violations,
  ...found.violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html)),
  ...(document.querySelector('style') ? ['a style element'] : []),
  ...(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []),
])`;

/** What is wrong with a page of `inEachLook`: by its policy, by WCAG 2.2 AA as far as axe sees it, by its width. */
export async function faultsOf(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  await page.evaluate(STANDS_STILL);
  return page.evaluate<string[]>(FIND_FAULTS);
}
