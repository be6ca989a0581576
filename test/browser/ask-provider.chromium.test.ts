import { expect } from '@jest/globals';
import type { JobParameters } from '../../src/operations/definition.js';
import { auditEntries } from '../support/audit.js';
import { browserTest } from '../support/browser.js';
import { faultsOf, inEachLook, logIn, shareConsole } from '../support/console.js';
import { messageInOutbox } from '../support/message-in-outbox.js';
import { setUpTwilio } from '../support/outbound-calls.js';

const onConsole = shareConsole();

const ASKED = {
  'en-US': 'The provider is asked about 1 message, once a minute for ten minutes. Look again later.',
  'he-IL': 'הספק נשאל על הודעה אחת, פעם בדקה במשך עשר דקות. כדאי לרענן מאוחר יותר.',
} as const;
const BUTTON = /^(Ask the provider again|לשאול שוב את הספק)$/;

browserTest('the provider is asked again about calls of which nobody knows, and WhatsApp is not', () =>
  onConsole(async (api, browser) => {
    const { url, dataSource } = api;
    await setUpTwilio(api);
    const jobOf = async (operationType: string, parameters: JobParameters): Promise<string> => {
      const { jobId } = await messageInOutbox(dataSource, { operationType, parameters });
      await dataSource.query(
        `UPDATE outbox SET state = 'unknown', code = 'timeout', lease_until = NULL WHERE job_id = $1`,
        [jobId],
      );
      await dataSource.query('UPDATE jobs SET processed = 1, failed_count = 1 WHERE id = $1', [jobId]);
      return jobId;
    };
    const calls = await jobOf('enqueue_outbound_calls', { from: '+14155550100', twiml: '<Response/>' });
    const broadcast = await jobOf('broadcast_whatsapp', { template: 'hello', language: 'en', placeholders: [] });
    await inEachLook(browser, async (page, locale) => {
      await logIn(page, url, 'operator');
      await page.goto(`${url}/jobs/${calls}`);
      await page.getByRole('button', { name: BUTTON }).click();
      await page.getByText(ASKED[locale as keyof typeof ASKED]).waitFor();
      expect([locale, await faultsOf(page)]).toEqual([locale, []]);
      await page.goto(`${url}/jobs/${broadcast}`);
      await page.locator('#results-unknown').waitFor();
      expect(await page.getByRole('button', { name: BUTTON }).count()).toBe(0);
    });
    const acts = (await auditEntries(dataSource)).filter(({ action }) => action === 'results.ask_again');
    expect(acts.map(({ target, result, count }) => ({ target, result, count: Number(count) }))).toEqual([
      { target: calls, result: 'done', count: 1 },
      { target: calls, result: 'done', count: 1 },
    ]);
  }),
);
