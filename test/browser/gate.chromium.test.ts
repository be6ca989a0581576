import { expect } from '@jest/globals';
import { auditEntries } from '../support/audit.js';
import { browserTest } from '../support/browser.js';
import { faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';

const onConsole = shareConsole();

const TYPE = 'delete_leads_bulk';
const LOCK = `bulk_gate:lock:1:${TYPE}`;

browserTest('the dialog that frees a lock keeps to the page policy and to WCAG, in both themes and directions', () =>
  onConsole(async ({ url, redis }, browser) => {
    await redis.set(LOCK, 'job_0190a1b2-0000-7000-8000-000000000000');
    await inEachLook(browser, async (page, locale) => {
      await logIn(page, url, 'admin');
      await page.goto(`${url}/gate`);
      await page.locator('main li button').click();
      await page.getByRole('dialog').getByRole('checkbox').check();
      expect([locale, await faultsOf(page)]).toEqual([locale, []]);
    });
  }),
);

browserTest('an admin frees a foreign lock with a reason, and ends a job that does not end by itself', () =>
  onConsole(async (api, browser) => {
    const { url, redis, dataSource } = api;
    const page = await browser.newPage({ locale: 'en-US' });
    await logIn(page, url, 'admin');
    const dialog = page.getByRole('dialog');
    const begin = page.getByRole('button', { name: 'Free this lock…' });

    await redis.set(LOCK, 'locked');
    await page.goto(`${url}/gate`);
    await begin.click();
    await dialog.getByText(/Another system has set this lock/).waitFor();
    await dialog.getByLabel('Reason').fill('left by the old queue');
    // Somebody else was faster, and it is another lock now.
    await redis.set(LOCK, 'other');
    await dialog.getByRole('button', { name: 'Free the lock' }).click();
    await dialog.getByText('The lock has changed hands').waitFor();
    expect(await redis.get(LOCK)).toBe('other');
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await page.locator('main').getByText('other', { exact: true }).waitFor();
    await begin.click();
    await dialog.getByLabel('Reason').fill('left by the old queue');
    await dialog.getByRole('button', { name: 'Free the lock' }).click();
    await page.getByText('No gate is held.').waitFor();
    expect(await redis.get(LOCK)).toBeNull();

    const { body: job } = await api.ask<{ id: string }>('/api/v1/jobs', {
      body: { type: TYPE, selection: { all: true } },
    });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await begin.click();
    await dialog.getByLabel('Reason').fill('its worker hangs');
    await dialog.getByRole('button', { name: 'Free the lock' }).click();
    await dialog.getByText('The holder is at work').waitFor();
    await dialog.getByLabel('End the job first').check();
    await dialog.getByRole('button', { name: 'End the job and free the lock' }).click();
    await page.getByText('No gate is held.').waitFor();
    expect((await api.job(job.id)).status).toBe('failed');
    const freed = (await auditEntries(dataSource)).filter(({ action }) => action === 'gate.free');
    expect(freed.map(({ result }) => result)).toEqual(['refused', 'done', 'refused', 'done']);

    // Nobody else is shown the way.
    await redis.set(LOCK, 'locked');
    const operators = await browser.newPage({ locale: 'en-US' });
    await logIn(operators, url, 'operator');
    await operators.goto(`${url}/gate`);
    await operators.getByText('Held by another system').waitFor();
    expect(await operators.getByRole('button', { name: 'Free this lock…' }).count()).toBe(0);
  }),
);
