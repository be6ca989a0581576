import { expect } from '@jest/globals';
import { canaryHoldReason, canaryPauseReason } from '../../src/operations/canary.js';
import { browserTest } from '../support/browser.js';
import { addConsenting, numberOf, setUpWhatsApp } from '../support/broadcast.js';
import { faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';

const onConsole = shareConsole();

const TALLY = { sent: 2, failed: 1, unknown: 0, silent: 1 };

browserTest('a broadcast is started with a canary, which the page of the job follows', async () => {
  await onConsole(async (api, browser) => {
    const { url, dataSource } = api;
    await setUpWhatsApp(api);
    await addConsenting(
      api,
      [1, 2, 3].map((n) => ({ name: `Lead ${n}`, phone: numberOf(n) })),
    );
    const row = async () => {
      const [job] = await dataSource.query<{ id: string; canary: object }[]>('SELECT id, canary FROM jobs');
      return job!;
    };
    await inEachLook(browser, async (page, locale) => {
      const isHebrew = locale === 'he-IL';
      const dialog = page.getByRole('dialog');
      await logIn(page, url, 'operator');
      await page.goto(`${url}/leads`);
      await page.getByRole('checkbox').first().click();
      await page.getByRole('button', { name: /^(Write on WhatsApp|הודעה ב-WhatsApp)$/ }).click();
      await dialog.locator('[name="parameters.template"]').fill('spring_letter');
      await dialog.locator('[name="parameters.language"]').fill('en');
      const recipients = dialog.locator('[name="options.canary.recipients"]');
      expect(await recipients.getAttribute('required')).toBeNull();
      await recipients.fill('0');
      await dialog.locator('[name="options.canary.maxFailedPercent"]').fill('10');
      await dialog.locator('[name="options.canary.recipients"][aria-invalid=true]').waitFor();
      expect(['a fault at a field', await faultsOf(page)]).toEqual(['a fault at a field', []]);
      await recipients.fill('2');
      await recipients.blur();
      await dialog.getByText('Lead 2').waitFor();
      await dialog.locator('[name="options.canary.recipients"]:not([aria-invalid=true])').waitFor();
      await dialog.getByRole('button').last().click();
      await page.waitForURL(/\/jobs\/[0-9a-f-]+$/);
      const { id, canary } = await row();
      expect(canary).toEqual({ recipients: 2, maxFailedPercent: 10, waitSeconds: 120 });
      await page.getByText(isHebrew ? 'שני נמענים, ואז בדיקה' : '2 people, then a look').waitFor();

      await dataSource.query(
        `UPDATE jobs SET status = 'running', started_at = now(), heartbeat_at = now(), total = 3, hold_reason = $2,
                held_since = now(), next_look_at = now() + interval '1 hour', canary_until = now() + interval '1 hour'
          WHERE id = $1`,
        [id, canaryHoldReason(TALLY)],
      );
      // The strip of live jobs says it, too.
      const waits = isHebrew ? 'מתוך שתי ההודעות הראשונות: 1 נכשלו' : 'of the first 2 messages 1 failed';
      await page.getByText(waits).first().waitFor();
      expect(['waits', await faultsOf(page)]).toEqual(['waits', []]);
      await dataSource.query(
        `UPDATE jobs SET status = 'paused', hold_reason = NULL, held_since = NULL, next_look_at = NULL,
                canary_outcome = 'failed', pause_reason = $2 WHERE id = $1`,
        [id, canaryPauseReason({ recipients: 2, maxFailedPercent: 10, waitSeconds: 120 }, TALLY)],
      );
      await page.getByText(isHebrew ? 'העבודה השהתה את עצמה' : 'The job has paused itself').waitFor();
      await page
        .getByText(isHebrew ? 'יותר מ־10 %' : 'more than 10 %.', { exact: false })
        .first()
        .waitFor();
      expect(['paused', await faultsOf(page)]).toEqual(['paused', []]);
      await dataSource.query('TRUNCATE jobs');
      await api.redis.del('bulk_gate:lock:1:broadcast_whatsapp');
    });
  });
});
