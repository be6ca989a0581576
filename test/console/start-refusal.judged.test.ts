import { expect, test } from '@jest/globals';
import { ApiProblem, NoAnswer } from '../../src/console/api/problems.js';
import { adviceFor, startRefusal } from '../../src/console/start/start-refusal.js';

function refused(status: number, code: string, more: Record<string, unknown> = {}): ApiProblem {
  const about = { type: `/problems/${code}`, title: code, instance: '/api/v1/jobs', requestId: 'r-1' };
  return new ApiProblem({ ...about, status, code, ...more });
}

test('only an answer that says so means that nothing was started', () => {
  expect(startRefusal(new NoAnswer(new Error('cut')), false)).toEqual({ kind: 'unclear', jobId: null });
  expect(startRefusal(refused(500, 'internal_error'), false)).toEqual({ kind: 'unclear', jobId: null });
  expect(startRefusal(refused(503, 'outcome_unknown', { jobId: 'j-1' }), false)).toEqual({
    kind: 'unclear',
    jobId: 'j-1',
  });
  expect(startRefusal(refused(503, 'temporal_unavailable'), false)).toEqual({ kind: 'refused' });
  expect(startRefusal(refused(429, 'too_many_live_jobs'), false)).toEqual({ kind: 'refused' });
  expect(startRefusal(refused(400, 'invalid_request', { errors: [] }), false)).toEqual({ kind: 'faulty' });
});

test('a held gate, a count that differs and a key that is used are told apart', () => {
  expect(startRefusal(refused(409, 'gate_held'), false)).toEqual({ kind: 'held' });
  const counts = { expectedTotal: 812, total: 815 };
  expect(startRefusal(refused(409, 'count_differs', counts), false)).toEqual({ kind: 'count_differs', ...counts });
  expect(startRefusal(refused(422, 'idempotency_key_reused', { errors: [] }), false)).toEqual({
    kind: 'already_started',
  });
});

test('of a start that was sent before, only an answer from beyond its key says what became of it', () => {
  const again = (status: number, code: string, more = {}) => startRefusal(refused(status, code, more), true).kind;
  expect(again(503, 'database_unavailable')).toBe('unclear');
  expect(again(503, 'draining')).toBe('unclear');
  expect(again(401, 'unauthenticated')).toBe('unclear');
  expect(again(403, 'forbidden')).toBe('unclear');
  expect(again(429, 'too_many_requests')).toBe('unclear');
  expect(again(409, 'gate_held')).toBe('held');
  expect(again(409, 'count_differs')).toBe('count_differs');
  expect(again(422, 'idempotency_key_reused')).toBe('already_started');
  expect(again(422, 'confirmation_required', { errors: [] })).toBe('faulty');
  expect(again(400, 'invalid_request', { errors: [] })).toBe('faulty');
  // The API's own words say that nothing was started.
  expect(adviceFor(refused(503, 'database_unavailable'), true)).toBe('advice.again_refused');
  expect(adviceFor(refused(403, 'csrf'), true)).toBe('advice.again_refused');
  expect(adviceFor(refused(503, 'outcome_unknown'), true)).toBe('advice.outcome_unknown');
});

test('what can be done next is said where the API does not', () => {
  expect(adviceFor(refused(503, 'draining'), false)).toBe('advice.draining');
  expect(adviceFor(new NoAnswer(new Error('cut')), false)).toBe('advice.no_answer');
  expect(adviceFor(refused(400, 'invalid_request'), false)).toBeNull();
});
