import { expect, test } from '@jest/globals';
import { ConcurrencyLimit } from '../../src/operations/concurrency-limit.js';
import { SharedLooks, type TakeTurn } from '../../src/operations/shared-looks.js';

const FAR_AWAY_MS = 60_000;

/** Lets everything run that can run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Something to look at, whose looks end when they are told to. Each sees what was there when it began. */
function watched(maxWaitMs = FAR_AWAY_MS) {
  const looks = new SharedLooks<string>(maxWaitMs);
  const underWay: { end: (error?: Error) => void; gone: AbortSignal }[] = [];
  let state = 'a';
  const work = (gone: AbortSignal): Promise<string> => {
    const seen = state;
    return new Promise((resolve, reject) => {
      underWay.push({ gone, end: (error) => (error ? reject(error) : resolve(seen)) });
      gone.addEventListener('abort', () => reject(gone.reason as Error));
    });
  };
  return {
    underWay,
    become: (next: string) => (state = next),
    look: (key = 'one', gone?: AbortSignal, takeTurn?: TakeTurn) => looks.look(key, work, gone, takeTurn),
  };
}

test('who asks while a look is under way waits for the next one, which all of them share', async () => {
  const { look, become, underWay } = watched();
  const first = look();
  await settled();
  become('b');
  const later = [look(), look(), look()];
  await settled();
  expect(underWay).toHaveLength(1);
  underWay[0]!.end();
  expect(await first).toBe('a');
  await settled();
  expect(underWay).toHaveLength(2);
  become('c');
  const last = look();
  underWay[1]!.end();
  expect(await Promise.all(later)).toEqual(['b', 'b', 'b']);
  await settled();
  underWay[2]!.end();
  expect(await last).toBe('c');
});

test('looks at other things are not waited for, and nothing is remembered', async () => {
  const { look, become, underWay } = watched();
  const both = [look('one'), look('another')];
  await settled();
  expect(underWay).toHaveLength(2);
  underWay.forEach(({ end }) => end());
  await Promise.all(both);
  become('b');
  const again = look('one');
  await settled();
  underWay[2]!.end();
  expect(await again).toBe('b');
});

test('a look that fails fails for those who wait for it, and for nobody else', async () => {
  const { look, underWay } = watched();
  const first = look();
  await settled();
  const next = look();
  underWay[0]!.end(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await settled();
  underWay[1]!.end();
  expect(await next).toBe('a');
});

test('a slow look keeps nobody waiting for longer than it may', async () => {
  const { look, underWay } = watched(1);
  const slow = look();
  await settled();
  const next = look();
  while (underWay.length < 2) await settled();
  underWay[1]!.end();
  expect(await next).toBe('a');
  underWay[0]!.end();
  await slow;
});

test('a look goes on while anybody waits for it, and is told when the last has left', async () => {
  const { look, underWay } = watched();
  const [one, other] = [new AbortController(), new AbortController()];
  void look();
  await settled();
  const waiting = [look('one', one.signal), look('one', other.signal)];
  underWay[0]!.end();
  await settled();
  one.abort(new Error('one has left'));
  await expect(waiting[0]).rejects.toThrow('one has left');
  expect(underWay[1]!.gone.aborted).toBe(false);
  other.abort(new Error('the other has left'));
  await expect(waiting[1]).rejects.toThrow('the other has left');
  expect(underWay[1]!.gone.aborted).toBe(true);
});

test('nobody joins a look that all others have left before it began', async () => {
  const { look, underWay } = watched();
  const first = look();
  await settled();
  const leaver = new AbortController();
  const left = look('one', leaver.signal);
  leaver.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  const stays = look();
  await settled();
  expect(underWay).toHaveLength(1);
  underWay[0]!.end();
  await first;
  await settled();
  expect(underWay).toHaveLength(2);
  underWay[1]!.end();
  expect(await stays).toBe('a');
});

/** Slots, of which somebody else has one at first, and looks that need them. */
function inTurn({ atOnce } = { atOnce: 1 }) {
  const perCredential = { atOnce: 1, waiting: 1 };
  const limit = new ConcurrencyLimit({ perBusiness: { atOnce, waiting: 10 }, perCredential }, () => new Error('full'));
  const turnOf = (credential: string) => (notNeeded: AbortSignal) =>
    limit.enter({ businessId: 1, credential }, notNeeded);
  return { ...watched(), turnOf, limit, release: limit.take({ businessId: 1, credential: 'somebody else' }) };
}

test('whoever has his turn first looks for all who wait for theirs, whose claims are withdrawn', async () => {
  const { look, become, underWay, turnOf, release } = inTurn();
  const waiting = ['one', 'two', 'three'].map((name) => look('one', undefined, turnOf(name)));
  await settled();
  expect(underWay).toHaveLength(0);
  become('b');
  release();
  await settled();
  expect(underWay).toHaveLength(1);
  // The claims that were withdrawn leave their queue, in which each has one place.
  const others = ['one', 'two', 'three'].map((name) => look('another', undefined, turnOf(name)));
  underWay[0]!.end();
  expect(await Promise.all(waiting)).toEqual(['b', 'b', 'b']);
  await settled();
  expect(underWay).toHaveLength(2);
  underWay[1]!.end();
  expect(await Promise.all(others)).toEqual(['b', 'b', 'b']);
  // The slot is free again.
  const last = look('one', undefined, turnOf('one'));
  await settled();
  underWay[2]!.end();
  expect(await last).toBe('b');
});

test('a claim that is refused fails for the one whose claim it was; the others have their turn', async () => {
  const { look, underWay, turnOf, release } = inTurn();
  const waits = look('another', undefined, turnOf('one'));
  const [refused, stays] = [look('one', undefined, turnOf('one')), look('one', undefined, turnOf('two'))];
  await expect(refused).rejects.toThrow('full');
  release();
  await settled();
  underWay[0]!.end();
  expect(await waits).toBe('a');
  await settled();
  underWay[1]!.end();
  expect(await stays).toBe('a');
});

test('those who have their turns at once need one of them', async () => {
  const { look, underWay, turnOf, limit, release } = inTurn({ atOnce: 2 });
  release();
  const both = [look('one', undefined, turnOf('one')), look('one', undefined, turnOf('two'))];
  await settled();
  expect(underWay).toHaveLength(1);
  limit.take({ businessId: 1, credential: 'somebody else' });
  underWay[0]!.end();
  expect(await Promise.all(both)).toEqual(['a', 'a']);
});

test('a slot whose claimants have all left is free', async () => {
  const { look, underWay, turnOf, release } = inTurn();
  const leaver = new AbortController();
  const left = look('one', leaver.signal, turnOf('one'));
  await settled();
  leaver.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  // His claim has left the queue, in which he has one place.
  const stays = look('one', undefined, turnOf('one'));
  await settled();
  release();
  await settled();
  expect(underWay).toHaveLength(1);
  underWay[0]!.end();
  expect(await stays).toBe('a');
});
