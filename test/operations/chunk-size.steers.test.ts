import { describe, expect, test } from '@jest/globals';
import { nextChunkSize } from '../../src/operations/chunk-size.js';
import { ChunkSteering } from '../../src/operations/chunk-steering.js';
import { randomBy } from '../support/random-by.js';

/** What a chunk costs: beside its targets, and each of them. */
interface Cost {
  readonly chunkMs: number;
  readonly targetMs: number;
}

const MANY = 1_000_000_000;

/** Sizes and times of the chunks that follow one of `size`. @param noise factor on the time of each */
function steered(size: number, cost: Cost, steps: number, goalMs = 100, noise = (): number => 1) {
  const steering = new ChunkSteering();
  const chunks: { size: number; ms: number }[] = [];
  for (let next = size; chunks.length < steps;) {
    const ms = (cost.chunkMs + next * cost.targetMs) * noise();
    chunks.push({ size: next, ms });
    next = steering.next({ size: next, processed: next, ms }, goalMs);
  }
  return chunks;
}

/** Seeded, so that a failure can be had again. */
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

/** A size to begin with, a goal, and costs of which some chunk between 10 and 10,000 targets takes the goal. */
function anyCase(random: () => number) {
  const between = (min: number, max: number): number => min * (max / min) ** random();
  const goalMs = Math.round(between(10, 5_000));
  const right = between(12, 9_000);
  const chunkMs = random() * 0.5 * goalMs;
  return {
    size: Math.round(between(1, 10_000)),
    right,
    goalMs,
    cost: { chunkMs, targetMs: (goalMs - chunkMs) / right },
  };
}

test('from any size it comes to the one that takes the goal, and stays there', () => {
  for (const seed of SEEDS) {
    const { size, right, goalMs, cost } = anyCase(randomBy(seed));
    const off = steered(size, cost, 80, goalMs)
      .slice(-20)
      .map((chunk) => Math.abs(chunk.size - right));
    expect(Math.max(...off)).toBeLessThanOrEqual(Math.max(0.02 * right, 2));
  }
});

test('with times that are off by half either way, most chunks take between half the goal and twice as long', () => {
  for (const seed of SEEDS) {
    const random = randomBy(seed);
    const { size, goalMs, cost } = anyCase(random);
    const noise = (): number => 2 ** (random() + random() - 1);
    const chunks = steered(size, cost, 250, goalMs, noise).slice(50);
    const right = chunks.filter(({ ms }) => ms >= goalMs / 2 && ms <= goalMs * 2);
    expect(right.length / chunks.length).toBeGreaterThan(0.8);
  }
});

test('whatever is measured: it grows by half at most, and stays within 10 and 10,000', () => {
  const random = randomBy(1);
  const cases = Array.from({ length: 20_000 }, () => {
    const size = Math.round(10 * 1_000 ** random());
    const processed = random() < 0.5 ? size : Math.floor(size * random());
    const ms = random() < 0.1 ? 0 : 10 ** (random() * 6);
    return { size, next: nextChunkSize({ size, processed, ms }, 1 + 10_000 * random()) };
  });
  const isRight = ({ size, next }: { readonly size: number; readonly next: number }): boolean =>
    Number.isInteger(next) && next <= size * 1.5 && next >= 10 && next <= 10_000;
  expect(cases.filter((one) => !isRight(one))).toEqual([]);
});

describe('a chunk that took twice the goal', () => {
  test.each([
    [500, 200, 250],
    [500, 2_000, 25],
    [500, 5_000, 10],
    [10_000, 30_000, 33],
  ])('of %i targets in %i ms is followed by one of %i', (size, ms, next) => {
    expect(nextChunkSize({ size, processed: size, ms }, 100)).toBe(next);
  });

  test('shrinks at once, however fast all before it were', () => {
    const fast = steered(500, { chunkMs: 3, targetMs: 0.001 }, 20).at(-1)!;
    expect(fast.size).toBe(10_000);
    const [, slow] = steered(fast.size, { chunkMs: 3, targetMs: 1 }, 2);
    expect(slow!.size).toBe(99);
  });
});

describe('where a chunk takes longer than the goal whatever its size', () => {
  /** Off by half either way. */
  const noisy = (seed: number) => {
    const random = randomBy(seed);
    return (): number => 2 ** (random() + random() - 1);
  };

  test.each([130, 250, 1_000])('by %i ms, it does not shrink for nothing', (chunkMs) => {
    for (const seed of SEEDS) {
      const chunks = steered(1_400, { chunkMs, targetMs: 0.02 }, 400, 100, noisy(seed)).slice(100);
      const [targets, ms] = [
        chunks.reduce((sum, { size }) => sum + size, 0),
        chunks.reduce((sum, one) => sum + one.ms, 0),
      ];
      // A fixed size of 1,400 does 1,400 in (chunkMs + 28) ms. Chunks of ten would do a hundredth of that.
      expect([seed, targets / ms > (0.25 * 1_400) / (chunkMs + 28)]).toEqual([seed, true]);
    }
  });

  test('and comes back to the goal when that is over', () => {
    const steering = new ChunkSteering();
    let size = 1_400;
    const chunk = (chunkMs: number): number => {
      const ms = chunkMs + size * 0.07;
      size = steering.next({ size, processed: size, ms }, 100);
      return ms;
    };
    for (let done = 0; done < 200; done++) chunk(130);
    const after = Array.from({ length: 200 }, () => chunk(3));
    expect(after.slice(100).filter((ms) => ms < 90 || ms > 110)).toEqual([]);
  });
});

test('one slow chunk moves the size by less than a quarter, and it comes back', () => {
  const next = nextChunkSize({ size: 1_000, processed: 1_000, ms: 199 }, 100);
  expect(next).toBeGreaterThan(750);
  expect(steered(next, { chunkMs: 0, targetMs: 0.1 }, 12).at(-1)!.size).toBeGreaterThan(990);
});

describe('a chunk that came short', () => {
  test.each([
    ['nothing where it was fast', 7, 3],
    ['nothing where nobody was left', 0, 90],
    ['nothing up to the goal', 999, 100],
  ])('teaches %s', (_, processed, ms) => {
    expect(nextChunkSize({ size: 1_000, processed, ms }, 100)).toBe(1_000);
  });

  test('teaches that even so few take too long', () => {
    expect(nextChunkSize({ size: 1_000, processed: 100, ms: 400 }, 100)).toBe(25);
    expect(nextChunkSize({ size: 1_000, processed: 900, ms: 150 }, 100)).toBeLessThan(1_000);
  });
});

test('below ten, where only time-outs lead to, it never shrinks and finds its way back', () => {
  expect(nextChunkSize({ size: 1, processed: 1, ms: MANY }, 100)).toBe(1);
  const sizes = steered(1, { chunkMs: 3, targetMs: 0.1 }, 8).map(({ size }) => size);
  expect(sizes).toEqual([1, 2, 3, 4, 6, 9, 13, 19]);
});
