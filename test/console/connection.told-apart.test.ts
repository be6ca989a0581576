import { expect, test } from '@jest/globals';
import {
  type Connection,
  connectionAfter,
  NOT_CONNECTED,
  notesOf,
  RESTART_SAID_MS,
  type Sign,
} from '../../src/console/live/connection.js';

const UP = { serverId: 'a', businessId: 1, database: 'up', redis: 'up' } as const;
const state = (changed: Partial<Record<keyof typeof UP, string>> = {}, at = 1_000): Sign => ({
  kind: 'state',
  state: { ...UP, ...changed } as typeof UP,
  at,
});
const SNAPSHOT = { kind: 'snapshot' } as const;
const LOST = { kind: 'lost', freshUntil: 5_000, refusal: null } as const;

function after(...signs: readonly Sign[]): Connection {
  return signs.reduce(connectionAfter, NOT_CONNECTED);
}

const notes = (...signs: readonly Sign[]) => notesOf(after(...signs), false, 10_000);

test('nothing is said while everything is well, or not known yet', () => {
  expect(notesOf(NOT_CONNECTED, false, 0)).toEqual([]);
  expect(notes(state(), SNAPSHOT)).toEqual([]);
  expect(after(state(), SNAPSHOT)).toMatchObject({ phase: 'live', freshUntil: null });
});

test.each<[string, readonly Sign[], readonly string[]]>([
  ['a server that does not answer', [state(), SNAPSHOT, LOST], ['reconnecting']],
  ['a server that never answered', [LOST], ['reconnecting']],
  ['Redis that is away', [state({ redis: 'away' }), SNAPSHOT], ['redis_away']],
  ['a database that is away', [state(), SNAPSHOT, state({ database: 'away' })], ['database_away']],
  [
    'a database that is away when the stream is refused',
    [state(), SNAPSHOT, { ...LOST, refusal: { code: 'database_unavailable', title: '' } }],
    ['database_away'],
  ],
  ['a stream that is refused', [{ ...LOST, refusal: { code: 'too_many_streams', title: '' } }], ['refused']],
  ['another server', [state(), SNAPSHOT, LOST, state({ serverId: 'b' }, 9_000), SNAPSHOT], ['restarted']],
  ['the same server again', [state(), SNAPSHOT, LOST, state(), SNAPSHOT], []],
  ['both that are away', [state({ redis: 'away', database: 'away' })], ['database_away', 'redis_away']],
])('%s is named', (_, signs, expected) => {
  expect(notes(...signs)).toEqual(expected);
});

test('a worker is missed only while the server can tell', () => {
  expect(notesOf(after(state(), SNAPSHOT), true, 0)).toEqual(['no_worker']);
  expect(notesOf(after(state(), SNAPSHOT, LOST), true, 0)).toEqual(['reconnecting']);
});

test('a restart is said for a while, and not again', () => {
  const connection = after(state(), SNAPSHOT, LOST, state({ serverId: 'b' }, 9_000), SNAPSHOT);
  expect(notesOf(connection, false, 9_000 + RESTART_SAID_MS)).toEqual([]);
});

test('numbers are as old as what was heard last, and fresh with the next snapshot alone', () => {
  const lost = after(state(), SNAPSHOT, LOST, { ...LOST, freshUntil: 8_000 });
  expect(lost.freshUntil).toBe(5_000);
  expect(connectionAfter(lost, state()).freshUntil).toBe(5_000);
  expect([state(), SNAPSHOT].reduce(connectionAfter, lost).freshUntil).toBeNull();
  const away = after(state(), SNAPSHOT, state({ database: 'away' }, 3_000), state({ database: 'away' }, 4_000));
  expect(away.freshUntil).toBe(3_000);
  expect(connectionAfter(away, SNAPSHOT).freshUntil).toBe(3_000);
  expect(connectionAfter(away, state()).freshUntil).toBeNull();
});
