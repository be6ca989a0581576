import { expect, test } from '@jest/globals';
import { createIntl } from 'react-intl';
import { holdWords } from '../../src/console/jobs/hold-reason.js';
import { LOCALES } from '../../src/console/texts/locales.js';
import { holdBy, type Load } from '../../src/load/probes.js';

const NONE = {
  ...{ blockedSessions: 0, lockWaits: 0, activeConnectionsPercent: 0, replicationLagMb: 0, chunkP95Ms: 0 },
} satisfies Load;

test.each<[keyof Load, number, string]>([
  ['blockedSessions', 1, 'חיבורים שממתינים לתהליך עבודה: 1 (הגבול: 1)'],
  ['lockWaits', 12, 'חיבורים שממתינים לנעילות: 12 (הגבול: 12)'],
  ['activeConnectionsPercent', 80, 'חיבורים פעילים: 80 % (הגבול: 80 %)'],
  ['replicationLagMb', 1_500, 'פיגור של העותק המשוכפל: 1,500 MB (הגבול: 1,500 MB)'],
  ['chunkP95Ms', 700, 'חמשת האחוזים האיטיים של הנתחים: מ־700 מ״ש (הגבול: 700 מ״ש)'],
])('a job that waits because of %s says so in the language of the page', (measure, value, inHebrew) => {
  const { reason } = holdBy({ ...NONE, [measure]: value }, { ...NONE, [measure]: value })!;
  const words = holdWords(reason)!;
  const said = Object.entries(LOCALES).map(([locale, { texts }]) =>
    createIntl({ locale, messages: { ...texts } }).formatMessage({ id: words.id }, { ...words.values }),
  );
  expect(said).toEqual([reason.replace(/\d{4}/g, '1,500'), inHebrew]);
});

test('what was found is shown whole, and a reason of another version as it is', () => {
  expect(holdWords('slowest 5 % of chunks from: 612.4938 ms (limit 500 ms)')?.values).toEqual({
    ...{ found: 612.4938, limit: 500 },
  });
  expect(holdWords('the moon is full: 1 (limit 1)')).toBeNull();
  expect(holdWords('something else')).toBeNull();
});
