import { expect, test } from '@jest/globals';
import { ApiProblem, NoAnswer } from '../../src/console/api/problems.js';
import { adviceFor, startRefusal } from '../../src/console/start/start-refusal.js';

function refused(status: number, code: string, more: Record<string, unknown> = {}): ApiProblem {
  const about = { type: `/problems/${code}`, title: code, instance: '/api/v1/jobs', requestId: 'r-1' };
  return new ApiProblem({ ...about, status, code, ...more });
}

test('only an answer that says so means that nothing was started', () => {
  expect(startRefusal(new NoAnswer(new Error('cut')))).toEqual({ kind: 'unclear', jobId: null });
  expect(startRefusal(refused(500, 'internal_error'))).toEqual({ kind: 'unclear', jobId: null });
  expect(startRefusal(refused(503, 'outcome_unknown', { jobId: 'j-1' }))).toEqual({ kind: 'unclear', jobId: 'j-1' });
  expect(startRefusal(refused(503, 'temporal_unavailable'))).toEqual({ kind: 'refused' });
  expect(startRefusal(refused(429, 'too_many_live_jobs'))).toEqual({ kind: 'refused' });
  expect(startRefusal(refused(400, 'invalid_request', { errors: [] }))).toEqual({ kind: 'faulty' });
});

test('a held gate, a count that differs and a key that is used are told apart', () => {
  expect(startRefusal(refused(409, 'gate_held'))).toEqual({ kind: 'held' });
  const counts = { expectedTotal: 812, total: 815 };
  expect(startRefusal(refused(409, 'count_differs', counts))).toEqual({ kind: 'count_differs', ...counts });
  expect(startRefusal(refused(422, 'idempotency_key_reused', { errors: [] }))).toEqual({ kind: 'already_started' });
});

test('what can be done next is said where the API does not', () => {
  expect(adviceFor(refused(503, 'draining'))).toBe('advice.draining');
  expect(adviceFor(new NoAnswer(new Error('cut')))).toBe('advice.no_answer');
  expect(adviceFor(refused(400, 'invalid_request'))).toBeNull();
});
