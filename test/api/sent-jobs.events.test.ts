import { expect, test } from '@jest/globals';
import type { JobLook, SeenJob } from '../../src/api/jobs/job-looks.js';
import type { JobView } from '../../src/api/jobs/job-view.js';
import { SentJobs } from '../../src/api/jobs/sent-jobs.js';

const SERVER = '019ab1c2-0000-4000-8000-000000000000';

test('a client is sent the state, then all jobs, and then what has changed since the look that it knows', () => {
  const sent = new SentJobs(SERVER, 1);
  expect(sent.eventsOf(look(4, [job('a', 2), job('b', 4)]))).toBe(
    `event: state\ndata: {"serverId":"${SERVER}","businessId":1,"database":"up","redis":"up"}\nid: ${SERVER}:4\n\n` +
      `event: snapshot\ndata: {"items":[${json('a')},${json('b')}]}\nid: ${SERVER}:4\n\n`,
  );
  expect(sent.eventsOf(look(5, [job('a', 2), job('b', 4)]))).toBe('');
  // Two looks at once: the client did not read.
  const later = [job('a', 6), job('b', 4), job('c', 7)];
  expect(sent.eventsOf(look(7, later))).toBe(
    `event: job\ndata: ${json('a')}\nid: ${SERVER}:7\n\nevent: job\ndata: ${json('c')}\nid: ${SERVER}:7\n\n`,
  );
  expect(sent.eventsOf(look(8, later))).toBe('');
});

test('a database that is away at first is sent at once, and the jobs when it has answered', () => {
  const sent = new SentJobs(SERVER, 1);
  const state = (database: string, redis: string) => ['state', { serverId: SERVER, businessId: 1, database, redis }];
  expect(eventsIn(sent.eventsOf({ ...look(1, []), isDatabaseUp: false, jobs: undefined }))).toEqual([
    state('away', 'up'),
  ]);
  expect(sent.eventsOf({ ...look(2, []), isDatabaseUp: false, jobs: undefined })).toBe('');
  expect(eventsIn(sent.eventsOf({ ...look(3, [job('a', 3)]), isRedisUp: false }))).toEqual([
    state('up', 'away'),
    ['snapshot', { items: [view('a')] }],
  ]);
  expect(eventsIn(sent.eventsOf(look(4, [job('a', 3)])))).toEqual([state('up', 'up')]);
});

test('what ended is sent once and then left out; a live job that is there no more is sent by a new snapshot', () => {
  const sent = new SentJobs(SERVER, 1);
  sent.eventsOf(look(1, [job('a', 1), job('b', 1)]));
  const ended = job('a', 2, { status: 'completed' });
  expect(eventsIn(sent.eventsOf(look(2, [ended, job('b', 1)])))).toEqual([['job', ended.view]]);
  expect(sent.eventsOf(look(3, [job('b', 1)]))).toBe('');
  expect(eventsIn(sent.eventsOf(look(4, [])))).toEqual([['snapshot', { items: [] }]]);
  expect(sent.eventsOf(look(5, []))).toBe('');
});

function look(no: number, jobs: readonly SeenJob[]): JobLook {
  return { no, isDatabaseUp: true, isRedisUp: true, jobs: new Map(jobs.map((seen) => [seen.view.id, seen])) };
}

function job(id: string, changedIn: number, more: Partial<JobView> = {}): SeenJob {
  return { view: { ...view(id), ...more }, changedIn };
}

function view(id: string): JobView {
  return { id, status: 'running' } as unknown as JobView;
}

function json(id: string): string {
  return JSON.stringify(view(id));
}

function eventsIn(text: string): [string, unknown][] {
  return [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, name, data]) => [name!, JSON.parse(data!)]);
}
