import { ApiProblem, type Problem } from '../api/problems.js';
import type { TextId } from '../texts/locales.js';

/** What a start that was not accepted comes to. */
export type StartRefusal =
  /** Another job, or another system, holds the gate. */
  | { readonly kind: 'held' }
  | { readonly kind: 'count_differs'; readonly expectedTotal: number; readonly total: number }
  /** The key of this dialog stands for a job with another body. */
  | { readonly kind: 'already_started' }
  /** The API names fields that are at fault. */
  | { readonly kind: 'faulty' }
  /** Nobody knows whether there is a job: the same start has to be sent again. */
  | { readonly kind: 'unclear'; readonly jobId: string | null }
  /** Nothing was started. */
  | { readonly kind: 'refused' };

/** @param isUnanswered whether the same start was sent before, and nobody knows what became of it */
export function startRefusal(error: Error, isUnanswered: boolean): StartRefusal {
  if (!(error instanceof ApiProblem)) return { kind: 'unclear', jobId: null };
  const { problem } = error;
  const { jobId, expectedTotal, total } = problem as Problem & Readonly<Record<string, unknown>>;
  switch (problem.code) {
    case 'gate_held':
      return { kind: 'held' };
    case 'count_differs':
      return { kind: 'count_differs', expectedTotal: Number(expectedTotal), total: Number(total) };
    case 'idempotency_key_reused':
      return { kind: 'already_started' };
  }
  const isOver = isUnanswered
    ? AFTER_KEY.has(problem.code) || problem.status === 400
    : problem.status < 500 || NOTHING_STARTED.has(problem.code);
  if (!isOver) return { kind: 'unclear', jobId: typeof jobId === 'string' ? jobId : null };
  return { kind: problem.errors ? 'faulty' : 'refused' };
}

/** After these answers the server keeps nothing of a start, so it may be changed. */
const NOTHING_STARTED: ReadonlySet<string> = new Set([
  'draining',
  'no_worker_for_type',
  'count_too_slow',
  'gate_unavailable',
  'gate_contended',
  'database_unavailable',
  'database_busy',
  'temporal_unavailable',
  'staging_lost',
]);

/**
 * After these the key has been looked up, and stands for no job. Any other refusal may come before that, for example from
 * the login, and says nothing of the try before.
 */
const AFTER_KEY: ReadonlySet<string> = new Set(['confirmation_required']);

const ADVICE: Readonly<Record<string, TextId>> = {
  channel_not_set: 'advice.channel_not_set',
  draining: 'advice.draining',
  import_running: 'advice.import_running',
  no_worker_for_type: 'advice.no_worker_for_type',
  too_many_live_jobs: 'advice.too_many_live_jobs',
  too_many_requests: 'advice.too_many_requests',
  too_many_uploads: 'advice.too_many_requests',
  gate_unavailable: 'advice.part_away',
  gate_contended: 'advice.part_away',
  database_unavailable: 'advice.part_away',
  database_busy: 'advice.part_away',
  temporal_unavailable: 'advice.part_away',
  staging_lost: 'advice.part_away',
  outcome_unknown: 'advice.outcome_unknown',
  forbidden: 'advice.forbidden',
  archive_expired: 'advice.archive_expired',
  not_archived: 'advice.not_archived',
  nothing_to_restore: 'advice.nothing_to_restore',
  restore_of_restore: 'advice.restore_of_restore',
};

/** Whether the last look is no longer right: another number, or more of a confirmation. */
export function needsNewLook(error: Error): boolean {
  return error instanceof ApiProblem && ['count_differs', 'confirmation_required'].includes(error.problem.code);
}

/** What a person can do next. Null where the API's own words have to do. */
export function adviceFor(error: Error, isUnanswered: boolean): TextId | null {
  if (!(error instanceof ApiProblem)) return 'advice.no_answer';
  // Its own words say that nothing was started, which is true of this try alone.
  if (isUnanswered && startRefusal(error, false).kind !== 'unclear') return 'advice.again_refused';
  return ADVICE[error.problem.code] ?? null;
}
