import { expect, test } from '@jest/globals';
import { RecentChunks } from '../../src/load/recent-chunks.js';

/** Chunks that took so long, one a ms, the last one just now. */
function chunksOf(durations: readonly number[], nowMs = 1_000_000): RecentChunks {
  const chunks = new RecentChunks();
  durations.forEach((ms, i) => chunks.add(ms, nowMs - durations.length + i));
  return chunks;
}

const many = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

test('a twentieth of the chunks may be slower than the p95', () => {
  expect(chunksOf([...many(95, 10), ...many(5, 9_000)]).p95(1_000_000)).toBe(10);
  expect(chunksOf([...many(94, 10), ...many(6, 9_000)]).p95(1_000_000)).toBe(9_000);
});

test('fewer than 20 chunks say nothing', () => {
  expect(chunksOf(many(19, 9_000)).p95(1_000_000)).toBe(0);
  expect(chunksOf(many(20, 9_000)).p95(1_000_000)).toBe(9_000);
});

test('a job that waits is no longer held by its own chunks after 30 s', () => {
  const chunks = chunksOf(many(40, 9_000));
  expect(chunks.p95(1_000_000 + 29_900)).toBe(9_000);
  expect(chunks.p95(1_000_000 + 30_000)).toBe(0);
});

test('one stream whose chunks all take 1.6 s has never 20 of them in 30 s', () => {
  const chunks = new RecentChunks();
  const found = Array.from({ length: 200 }, (_, i) => {
    chunks.add(1_600, i * 1_600);
    return chunks.p95(i * 1_600);
  });
  expect(new Set(found)).toEqual(new Set([0]));
});

test('only the newest 500 are kept', () => {
  expect(chunksOf([...many(1_000, 9_000), ...many(500, 10)]).p95(1_000_000)).toBe(10);
});
