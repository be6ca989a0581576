import { expect, test } from '@jest/globals';
import { gatesWithJob } from '../../src/console/gate/held-gates.js';
import { announcedPercent } from '../../src/console/jobs/announced-percent.js';
import { endedUnheard, pageWithJob, withJob } from '../../src/console/jobs/job-lists.js';
import { jobMoments } from '../../src/console/jobs/job-moments.js';
import type { JobStatus } from '../../src/console/jobs/job-status.js';
import type { Job } from '../../src/console/jobs/job.js';

function job(id: string, status: JobStatus = 'running', changed: Partial<Job> = {}): Job {
  return { id, status, type: 'delete_leads_bulk', finishedAt: null, processed: 0, ...changed } as Job;
}

const ALL = { statuses: [], type: null, cursor: null } as const;
const page = (items: readonly Job[], nextCursor: string | null = null) => ({ items: [...items], nextCursor });
const ids = ({ items }: { items: readonly Job[] }) => items.map(({ id }) => id);

test('a new job is the first of the first page, and in no other', () => {
  const listed = page([job('3'), job('2')], '2');
  expect(ids(pageWithJob(listed, ALL, job('4')))).toEqual(['4', '3', '2']);
  expect(ids(pageWithJob(listed, { ...ALL, cursor: '9' }, job('4')))).toEqual(['3', '2']);
  // It belongs on a later page.
  expect(ids(pageWithJob(listed, ALL, job('1')))).toEqual(['3', '2']);
  expect(ids(pageWithJob(page([job('3')]), ALL, job('1')))).toEqual(['3', '1']);
});

test('a changed job changes where it is, and leaves a list whose filter it no longer meets', () => {
  const listed = page([job('3'), job('2')]);
  expect(pageWithJob(listed, ALL, job('2', 'paused')).items[1]!.status).toBe('paused');
  const running = { ...ALL, statuses: ['running'] } as const;
  expect(ids(pageWithJob(listed, running, job('2', 'paused')))).toEqual(['3']);
  expect(ids(pageWithJob(listed, running, job('4', 'paused')))).toEqual(['3', '2']);
  expect(ids(pageWithJob(listed, { ...ALL, type: 'other' }, job('4')))).toEqual(['3', '2']);
});

test('the jobs of the stream are each there once, and those go that ended a minute ago', () => {
  const now = Date.parse('2026-05-01T12:00:00Z');
  const ended = (id: string, finishedAt: string) => job(id, 'completed', { finishedAt });
  const known = [ended('1', '2026-05-01T11:58:00Z'), ended('2', '2026-05-01T11:59:30Z'), job('3')];
  expect(ids({ items: withJob(known, job('3', 'paused'), now) })).toEqual(['3', '2']);
});

test('a job that no snapshot names any more has ended unheard', () => {
  expect(ids({ items: endedUnheard([job('1'), job('2'), job('3', 'failed')], [job('2')]) })).toEqual(['1']);
});

test('progress is read out at each tenth', () => {
  const steps = Array.from({ length: 1_001 }, (_, index) => announcedPercent(index / 10));
  expect([...new Set(steps)]).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(announcedPercent(null)).toBeNull();
});

test('the time of a lock begins anew with each event of its holder, and the others run on', () => {
  const holder = (jobId: string) => ({ jobId, status: 'running' as const, startedAt: null, processed: 0, total: null });
  const gate = (jobId: string, until: number) => ({
    type: jobId,
    holder: holder(jobId),
    value: '',
    foreign: false,
    until,
  });
  const gates = { items: [gate('1', 5_000), gate('2', 6_000)], drains: [] };
  const changed = gatesWithJob(gates, job('2', 'paused', { gate: { held: true, ttlSeconds: 30 } }), 4_000);
  expect(changed.items.map(({ until }) => until)).toEqual([5_000, 34_000]);
  expect(changed.items[1]!.holder.status).toBe('paused');
});

test('what happened to a job is told in its order', () => {
  const moments = jobMoments(
    job('1', 'cancelled', {
      createdAt: '2026-05-01T12:00:00Z',
      startedAt: '2026-05-01T12:00:01Z',
      cancelRequestedAt: '2026-05-01T12:00:05Z',
      heartbeatAt: '2026-05-01T12:00:06Z',
      finishedAt: '2026-05-01T12:00:07Z',
      requestedBy: 'dana',
    }),
  );
  expect(moments.map(({ what }) => what)).toEqual([
    ...['moment.accepted', 'moment.begun', 'moment.cancel_asked', 'moment.latest_batch', 'status.cancelled'],
  ]);
});
