import { expect, test } from '@jest/globals';
import {
  type Claimant,
  type ConcurrencyBounds,
  ConcurrencyLimit,
  type Refusal,
  type Release,
} from '../../src/operations/concurrency-limit.js';

class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(`${refusal.share} ${refusal.atOnce}`);
  }
}

/** A limit, and the names of the claims that have got a place, in their order. */
function limited(bounds: ConcurrencyBounds) {
  const limit = new ConcurrencyLimit(bounds, (refusal) => new Refused(refusal));
  const admitted: string[] = [];
  const enter = async (claimant: Claimant, gone?: AbortSignal): Promise<Release> => {
    const release = await limit.enter(claimant, gone);
    admitted.push(`${claimant.businessId}${claimant.credential ?? ''}`);
    return release;
  };
  return { limit, admitted, enter };
}

/** Lets everything run that can run without anybody giving a place back. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a business holds its share, waits within its queue, and is refused past it at once; another business is not', async () => {
  const { limit, admitted, enter } = limited({ total: 5, perBusiness: { atOnce: 2, waiting: 3 } });
  const held = await Promise.all([enter({ businessId: 1 }), enter({ businessId: 1 })]);
  const waiting = [1, 2, 3].map(() => enter({ businessId: 1 }));
  await expect(enter({ businessId: 1 })).rejects.toThrow('business 2');
  expect(() => limit.take({ businessId: 1 })).toThrow('business 2');
  const other = limit.take({ businessId: 2 });
  await settled();
  expect(admitted).toEqual(['1', '1']);
  held[0]();
  held[0](); // A second call gives back nothing.
  await settled();
  expect(admitted).toEqual(['1', '1', '1']);
  held[1]();
  other();
  for (const claim of waiting) (await claim)();
  expect(admitted).toHaveLength(5);
});

test('a free place goes to the business that holds the fewest, and in turns among equals', async () => {
  const { admitted, enter } = limited({ total: 3, perBusiness: { atOnce: 2, waiting: 10 } });
  const held = [await enter({ businessId: 1 }), await enter({ businessId: 1 }), await enter({ businessId: 2 })];
  const claims = [1, 1, 1, 2, 2, 3].map((businessId) => enter({ businessId }));
  // Business 1 holds two places and its claims are the oldest: the next one goes to business 3 all the same, which has none.
  held[2]!();
  await settled();
  expect(admitted.slice(3)).toEqual(['3']);
  await Promise.all(
    claims.map(async (claim) => (await claim)()).concat(held.map((release) => Promise.resolve(release()))),
  );
  expect(admitted.slice(3).sort()).toEqual(['1', '1', '1', '2', '2', '3']);

  const { admitted: inTurn, enter: enterAlone } = limited({ total: 1, perBusiness: { atOnce: 1, waiting: 10 } });
  const only = await enterAlone({ businessId: 1 });
  const queue = [1, 1, 1, 2, 2, 3].map((businessId) => enterAlone({ businessId }));
  only();
  await Promise.all(queue.map(async (claim) => (await claim)()));
  expect(inTurn).toEqual(['1', '2', '3', '1', '2', '1', '1']);
});

test('a credential has a share of its business, in places and in the queue', async () => {
  const { admitted, enter } = limited({
    perBusiness: { atOnce: 3, waiting: 10 },
    perCredential: { atOnce: 2, waiting: 1 },
  });
  const held = [await enter({ businessId: 1, credential: 'a' }), await enter({ businessId: 1, credential: 'a' })];
  const waiting = enter({ businessId: 1, credential: 'a' });
  await expect(enter({ businessId: 1, credential: 'a' })).rejects.toThrow('credential 2');
  const colleague = await enter({ businessId: 1, credential: 'b' });
  expect(admitted).toEqual(['1a', '1a', '1b']);
  // The same name in another business is another credential.
  (await enter({ businessId: 2, credential: 'a' }))();
  held[0]!();
  (await waiting)();
  colleague();
  held[1]!();
});

test('a claim whose client has gone, or that has waited too long, leaves the queue and holds nothing', async () => {
  const { admitted, enter } = limited({ perBusiness: { atOnce: 1, waiting: 2 }, maxWaitMs: 20 });
  const held = await enter({ businessId: 1 });
  const gone = new AbortController();
  const left = enter({ businessId: 1 }, gone.signal);
  const late = enter({ businessId: 1 });
  gone.abort(new Error('the client has gone'));
  await expect(left).rejects.toThrow('the client has gone');
  await expect(late).rejects.toThrow('business 1');
  await expect(enter({ businessId: 1 }, gone.signal)).rejects.toThrow('the client has gone');
  held();
  (await enter({ businessId: 1 }))();
  expect(admitted).toEqual(['1', '1']);
});

test('work that fails gives its place back', async () => {
  const { limit } = limited({ perBusiness: { atOnce: 1 } });
  for (let n = 0; n < 3; n++) {
    await expect(limit.run({ businessId: 1 }, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  }
  expect(await limit.run({ businessId: 1 }, () => Promise.resolve('done'))).toBe('done');
});
