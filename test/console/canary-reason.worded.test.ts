import { expect, test } from '@jest/globals';
import { createIntl } from 'react-intl';
import { canaryWords } from '../../src/console/jobs/canary-words.js';
import { LOCALES } from '../../src/console/texts/locales.js';
import { canaryHoldReason, canaryPauseReason } from '../../src/operations/canary.js';

const TALLY = { sent: 1_000, failed: 190, unknown: 11, silent: 5 };
const CANARY = { recipients: 1_000, maxFailedPercent: 20, waitSeconds: 120 };

test.each([
  [
    canaryHoldReason(TALLY),
    [
      'of the first 1,000 messages 190 failed, 16 have no outcome yet',
      'מתוך 1,000 ההודעות הראשונות: 190 נכשלו, ל־16 אין עדיין תוצאה',
    ],
  ],
  [
    canaryPauseReason(CANARY, TALLY),
    [
      'Of the first 1,000 messages 201 failed or have no known outcome, more than 20 %.',
      'מתוך 1,000 ההודעות הראשונות: 201 נכשלו או שתוצאתן אינה ידועה, יותר מ־20 %.',
    ],
  ],
])('"%s" is said in the language of the page', (reason, expected) => {
  const words = canaryWords(reason)!;
  const said = Object.entries(LOCALES).map(([locale, { texts }]) =>
    createIntl({ locale, messages: { ...texts } }).formatMessage({ id: words.id }, { ...words.values }),
  );
  expect(said).toEqual(expected);
});

test('another reason is shown as it is', () => {
  expect(canaryWords('the provider takes the next message in 3 s')).toBeNull();
  expect(canaryWords(`${canaryHoldReason(TALLY)} or so`)).toBeNull();
});
