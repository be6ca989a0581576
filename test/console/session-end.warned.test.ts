import { expect, test } from '@jest/globals';
import { endToWarnOf, holdSession, usedSession } from '../../src/console/session/session-end.js';

const MINUTE = 60_000;
const SERVER_NOW = Date.parse('2026-05-01T12:00:00Z');
/** This browser's clock is wrong, and nothing here is by it alone. */
const NOW = SERVER_NOW - 90 * MINUTE;

const session = holdSession(
  {
    ...{
      subject: 'dana',
      businessId: 1,
      role: 'operator',
      permissions: ['read'],
      operationTypes: null,
      csrfToken: 't',
    },
    expiresAt: new Date(SERVER_NOW + 480 * MINUTE).toISOString(),
    idleExpiresAt: new Date(SERVER_NOW + 30 * MINUTE).toISOString(),
  },
  SERVER_NOW,
  NOW,
);

test('a silent person is warned in time, whatever the clock of the browser says', () => {
  expect(endToWarnOf(session, NOW)).toBeNull();
  expect(endToWarnOf(session, NOW + 24 * MINUTE)).toBeNull();
  expect(endToWarnOf(session, NOW + 26 * MINUTE)).toEqual({ at: NOW + 30 * MINUTE, isBySilence: true });
});

test('a use moves the end to where it surely is: the server may have noted only the use before', () => {
  const used = usedSession(session, NOW + 20 * MINUTE);
  expect(endToWarnOf(used, NOW + 26 * MINUTE)).toBeNull();
  expect(endToWarnOf(used, NOW + 45 * MINUTE)).toEqual({ at: NOW + 49 * MINUTE, isBySilence: true });
  expect(usedSession(session, NOW)).toBe(session);
});

test('the latest end cannot be put off', () => {
  const used = usedSession(session, NOW + 475 * MINUTE);
  expect(endToWarnOf(used, NOW + 474 * MINUTE)).toBeNull();
  expect(endToWarnOf(used, NOW + 476 * MINUTE)).toEqual({ at: NOW + 480 * MINUTE, isBySilence: false });
});

test('with a short silence the warning does not stand there all the time', () => {
  const short = { ...session, silenceMs: MINUTE, silenceEndsAt: NOW + MINUTE };
  expect(endToWarnOf(short, NOW)).toBeNull();
  expect(endToWarnOf(short, NOW + 31_000)).toMatchObject({ isBySilence: true });
});
