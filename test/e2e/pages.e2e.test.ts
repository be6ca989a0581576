import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Business } from '../../src/db/business.js';
import { fillLeads } from '../../src/db/repositories/sample-leads.js';
import { browserTest } from '../support/browser.js';
import { faultsOf, logIn } from '../support/console.js';
import { withPage } from '../support/console-page.js';
import { TEXTS } from '../support/console-texts.js';
import { eventually } from '../support/eventually.js';
import { type Product, withProduct } from '../support/product.js';
import { share } from '../support/share.js';
import { testToken } from '../support/test-token.js';

const LOOKS = [
  { colorScheme: 'light', language: 'en', width: 1280 },
  { colorScheme: 'dark', language: 'en', width: 1280 },
  { colorScheme: 'light', language: 'he', width: 375 },
  { colorScheme: 'dark', language: 'he', width: 375 },
  { colorScheme: 'dark', language: 'en', width: 375 },
] as const;
type Language = keyof typeof TEXTS;

/** A run with UPDATE_SCREENSHOTS=1 makes pictures of these anew. */
const PICTURED = process.env.UPDATE_SCREENSHOTS ? ['login', 'leads', 'start', 'jobs', 'job', 'gate', 'refusal'] : [];
const PICTURES = 'docs/console';

const onProduct = share<Product & { jobId: string }>((use) =>
  withProduct({}, async (product) => use({ ...product, jobId: await fill(product) })),
);

/** Leads, a job that has ended, and one that is some way on and goes on for long. */
async function fill(product: Product): Promise<string> {
  await fillLeads(new Business(product.dataSource, 1), 5_000);
  const ended = await start(product, { filter: { status: 'lost' } }, { batchSize: 1_000, throttleMs: 0 });
  await product.finished(ended);
  await product.lockGone('delete_leads_bulk');
  const jobId = await start(product, { filter: { status: 'contacted' } }, { batchSize: 25, throttleMs: 200 });
  await eventually(async () => (await product.job(jobId)).processed >= 450);
  const body = { batchSize: 2, throttleMs: 5_000 };
  await product.ask(`/api/v1/jobs/${jobId}`, { method: 'PATCH', body });
  return jobId;
}

/** As the sample user does whose pages are looked at. */
async function start({ ask }: Product, selection: object, options: object): Promise<string> {
  const asked = { type: 'delete_leads_bulk', selection, options, reason: 'They asked us to forget them' };
  const token = await testToken(1, 'operator', 'local-operator');
  const looked = await ask<{ count: { value: number } }>('/api/v1/jobs?dryRun=true', { token, body: asked });
  const body = { ...asked, expectedTotal: looked.body.count.value };
  return (await ask<{ id: string }>('/api/v1/jobs', { token, body })).body.id;
}

interface Walk {
  readonly page: Page;
  readonly language: Language;
  readonly product: Product & { readonly jobId: string };
  readonly visit: (name: string) => Promise<void>;
}

/** To every page there is and every dialog that one opens, as an operator. */
async function walk({ page, language, product: { url, jobId }, visit }: Walk): Promise<void> {
  const text = TEXTS[language];
  const open = async (path: string, shown: string): Promise<void> => {
    await page.goto(url + path);
    await page.locator(shown).first().waitFor();
  };
  const visitDialog = async (name: string): Promise<void> => {
    await page.getByRole('dialog').waitFor();
    // Colours are those that a person sees once it has faded in.
    await eventually(() => page.evaluate<boolean>('document.getAnimations().length === 0'));
    await visit(name);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await open('/login', 'section');
  await visit('login');
  await logIn(page, url, 'operator');

  await open('/leads?status=won', 'table');
  await page.locator('table input[type=checkbox]').first().click();
  await visit('leads');
  const selection = page.getByRole('region', { name: text['leads.selection'] });
  await selection.getByRole('button').first().click();
  await selection.getByRole('button', { name: text['type.delete_leads_bulk'] }).click();
  await page.locator('[name=expectedTotal]').waitFor();
  await visitDialog('start');

  await open('/jobs', 'main li');
  await visit('jobs');
  await page.keyboard.press('?');
  await visitDialog('keys');
  await open(`/jobs/${jobId}`, 'main [role=progressbar]');
  await visit('job');
  await page.getByRole('button', { name: text['action.cancel'] }).click();
  await visitDialog('cancel');
  await open('/gate', 'main li');
  await visit('gate');
  await open('/gate/delete_leads_bulk', 'main [role=progressbar]');
  await visit('refusal');
  await open('/jobs/no-such-job', 'main [role=alert]');
  await visit('problem');
}

for (const { colorScheme, language, width } of LOOKS) {
  browserTest(
    `every page and dialog keeps to WCAG 2.2 AA, to the page policy and to the width: ${colorScheme}, ${language}, ${width} px`,
    () =>
      onProduct((product) =>
        withPage(
          product,
          async (page) => {
            const isDesk = width === 1280 && language === 'en';
            const faults: Record<string, string[]> = {};
            const visit = async (name: string): Promise<void> => {
              const found = await faultsOf(page);
              if (found.length > 0) faults[name] = found;
              if (!isDesk || !PICTURED.includes(name)) return;
              await page.screenshot({ path: `${PICTURES}/${name}.${colorScheme}.png` });
            };
            await walk({ page, language, product, visit });
            expect(await page.evaluate('document.documentElement.dir')).toBe(language === 'he' ? 'rtl' : 'ltr');
            expect(faults).toEqual({});
          },
          { colorScheme, locale: language === 'he' ? 'he-IL' : 'en-US', viewport: { width, height: 800 } },
        ),
      ),
  );
}
