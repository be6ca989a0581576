import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { type JobLook, JobLooks, type LookTiming } from '../../src/api/jobs/job-looks.js';
import type { CurrentJobs } from '../../src/api/jobs/job-queries.js';
import type { JobView } from '../../src/api/jobs/job-view.js';
import type { Business } from '../../src/db/business.js';
import type { Job } from '../../src/operations/job.js';
import type { CurrentJobsQuery } from '../../src/db/repositories/job-reads.js';

const BUSINESS = { id: 1 } as Business;
const OTHER = { id: 2 } as Business;

let testOver = new AbortController();
afterEach(() => {
  testOver.abort();
  testOver = new AbortController();
});

test('fifty who follow a business cost one look at a time, and each of them sees every look', async () => {
  const { looks, asked } = looksOver(() => found());
  const seen = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const numbers: number[] = [];
      for await (const { no } of looks.follow(BUSINESS, testOver.signal)) if (numbers.push(no) === 5) break;
      return numbers;
    }),
  );
  for (const numbers of seen) expect(numbers).toEqual([1, 2, 3, 4, 5]);
  expect(asked.length).toBeLessThan(10);
});

test('looks begin with the first to follow a business and end with the last, at whatever place that one waits', async () => {
  const { looks, asked } = looksOver(() => found());
  const [first, last, other] = [new AbortController(), new AbortController(), new AbortController()];
  const [ofFirst, ofLast] = [looks.follow(BUSINESS, first.signal), looks.follow(BUSINESS, last.signal)];
  await Promise.all([ofFirst.next(), ofLast.next()]);
  first.abort();
  expect(await ofFirst.next()).toEqual({ done: true, value: undefined });
  await nth(ofLast, 3); // they go on for the one who stays
  last.abort(); // who does not read: its stream is left as it is
  const before = asked.filter(({ business }) => business === BUSINESS).length;
  await nth(looks.follow(OTHER, other.signal), 5);
  other.abort();
  expect(asked.filter(({ business }) => business === BUSINESS).length).toBeLessThanOrEqual(before + 1);
  expect(await nth(looks.follow(BUSINESS, testOver.signal), 1)).toMatchObject({ no: 1 });
});

test('who was busy while looks went by sees the latest one alone', async () => {
  const { looks } = looksOver(() => found());
  const [slow, quick] = [looks.follow(BUSINESS, testOver.signal), looks.follow(BUSINESS, testOver.signal)];
  expect(await nth(slow, 1)).toMatchObject({ no: 1 });
  const { no } = await nth(quick, 6);
  const caughtUp = await nth(slow, 1);
  expect(caughtUp.no).toBeGreaterThanOrEqual(no);
  expect((await nth(slow, 1)).no).toBeGreaterThan(caughtUp.no);
});

test('a silent database is asked once and not again until it answers; then everything since the latest answer is asked for', async () => {
  let answer: () => void = () => undefined;
  let isSilent = false;
  const silence = new Promise<CurrentJobs>((resolve) => (answer = () => resolve(found(view('a')))));
  const { looks, asked } = looksOver(() => (isSilent ? silence : found(view('a'))), { everyMs: 5, answerWithinMs: 20 });
  const followed = looks.follow(BUSINESS, testOver.signal);
  expect(await nth(followed, 1)).toMatchObject({ isDatabaseUp: true });
  isSilent = true;
  const before = asked.length;
  let look = await until(followed, ({ isDatabaseUp }) => !isDatabaseUp);
  expect([...look.jobs!.keys()]).toEqual(['a']); // what was known, and is stale now
  look = await nth(followed, 5);
  expect(look).toMatchObject({ isDatabaseUp: false });
  expect(asked.length).toBe(before + 1);
  const silentSeconds = (performance.now() - asked.at(-1)!.atMs) / 1_000;

  isSilent = false;
  answer();
  await until(followed, ({ isDatabaseUp }) => isDatabaseUp);
  await nth(followed, 1);
  // The answer may be as old as its question.
  expect(asked[before + 1]!.endedWithinSeconds).toBeGreaterThanOrEqual(60 + silentSeconds);
});

test('Redis that takes long to answer is no sign of a database that is away', async () => {
  const timing = { everyMs: 5, answerWithinMs: 20 };
  const { looks, faults } = looksOver(
    () => found(view('a')),
    timing,
    () => delay(timing.answerWithinMs * 2),
  );
  expect(await nth(looks.follow(BUSINESS, testOver.signal), 2)).toMatchObject({ isDatabaseUp: true });
  expect(faults).toEqual([]);
});

test('a failing database is reported once for each outage', async () => {
  const outages = [false, true, true, true, false, true, true, false];
  const { looks, faults } = looksOver(() => (outages.shift() ? Promise.reject(new Error('away')) : found()));
  const followed = looks.follow(BUSINESS, testOver.signal);
  const states: boolean[] = [];
  while (states.length < 8) states.push((await nth(followed, 1)).isDatabaseUp);
  expect(states).toEqual([true, false, false, false, true, false, false, true]);
  expect(faults).toEqual([1, 1]);
});

test('live jobs are asked for by their id in the next look, whatever becomes of them', async () => {
  const answers = [found(view('live'), view('over', { status: 'completed' })), found()];
  const { looks, asked } = looksOver(() => answers.shift() ?? found());
  await nth(looks.follow(BUSINESS, testOver.signal), 3);
  expect(asked.slice(0, 3).map(({ alsoIds }) => alsoIds)).toEqual([[], ['live'], []]);
});

test('a job has changed when anything but the time left of its lock has, and when its lock was refreshed', async () => {
  const held = (ttlSeconds: number | null): Partial<JobView> => ({ gate: { held: true, ttlSeconds } });
  const states: (Partial<JobView> | null)[] = [
    held(100),
    held(99), // no news
    { ...held(98), processed: 1 },
    { ...held(100), processed: 1 },
    { gate: { held: null, ttlSeconds: null }, processed: 1 },
    { gate: { held: true, ttlSeconds: 97 }, processed: 1, status: 'completed' },
    { gate: { held: false, ttlSeconds: null }, processed: 1, status: 'completed' }, // final is final
  ];
  const count = states.length;
  const { looks } = looksOver(() => found(view('a', states.shift() ?? {})));
  const followed = looks.follow(BUSINESS, testOver.signal);
  const changedIn: number[] = [];
  while (changedIn.length < count) changedIn.push((await nth(followed, 1)).jobs!.get('a')!.changedIn);
  expect(changedIn).toEqual([1, 1, 3, 4, 5, 6, 6]);
});

interface Asked extends CurrentJobsQuery {
  readonly business: Business;
  readonly atMs: number;
}

function looksOver(
  answer: () => CurrentJobs | Promise<CurrentJobs>,
  timing: LookTiming = { everyMs: 5, answerWithinMs: 60_000 },
  redisAnswers: () => Promise<void> = () => Promise.resolve(),
): { looks: JobLooks; asked: Asked[]; faults: number[] } {
  const asked: Asked[] = [];
  const faults: number[] = [];
  const queries = {
    async current(business: Business, query: CurrentJobsQuery) {
      asked.push({ ...query, business, atMs: performance.now() });
      return (await answer()).jobs as unknown as Job[];
    },
    async withGates(_: Business, jobs: readonly Job[]) {
      await redisAnswers();
      return found(...(jobs as unknown as JobView[]));
    },
    isRedisUp: () => Promise.resolve(true),
  };
  return { looks: new JobLooks(queries, (businessId) => faults.push(businessId), timing), asked, faults };
}

function found(...jobs: JobView[]): CurrentJobs {
  return { jobs, isRedisUp: true };
}

function view(id: string, more: Partial<JobView> = {}): JobView {
  return { id, status: 'running', processed: 0, gate: null, ...more } as unknown as JobView;
}

async function nth(looks: AsyncGenerator<JobLook>, n: number): Promise<JobLook> {
  let latest: JobLook | undefined;
  for (let i = 0; i < n; i++) latest = (await looks.next()).value as JobLook;
  return latest!;
}

async function until(looks: AsyncGenerator<JobLook>, is: (look: JobLook) => boolean): Promise<JobLook> {
  for (;;) {
    const look = await nth(looks, 1);
    if (is(look)) return look;
  }
}
