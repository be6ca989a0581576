import type { TextId } from '../texts/locales.js';
import { canaryWords } from './canary-words.js';
import type { Job } from './job.js';

export interface JobState {
  /** What people call it: a job that is completed with failures is not just completed. */
  readonly label: TextId;
  /** Why it does what it does now, above all why it waits. */
  readonly reason: TextId;
  readonly color: 'blue' | 'green' | 'yellow' | 'red' | 'gray';
}

type Facts = Pick<
  Job,
  'status' | 'waitingForWorker' | 'succeeded' | 'failed' | 'skipped' | 'gate' | 'hold' | 'pauseReason'
>;

/** A job's status, in words and colours. */
export function jobState({
  status,
  waitingForWorker,
  succeeded,
  failed,
  skipped,
  gate,
  hold,
  pauseReason,
}: Facts): JobState {
  switch (status) {
    case 'pending':
      return {
        label: waitingForWorker ? 'status.no_worker' : 'status.pending',
        reason: waitingForWorker ? 'reason.pending_no_worker' : 'reason.pending',
        color: waitingForWorker ? 'yellow' : 'gray',
      };
    case 'running':
      if (waitingForWorker) return { label: 'status.no_worker', reason: 'reason.silent', color: 'yellow' };
      if (hold && canaryWords(hold.reason)) {
        return { label: 'status.canary', reason: 'reason.canary', color: 'yellow' };
      }
      if (hold) return { label: 'status.held', reason: 'reason.held', color: 'yellow' };
      if (gate?.held === false) return { label: 'status.running', reason: 'reason.gate_lost', color: 'yellow' };
      if (gate?.held === null) return { label: 'status.running', reason: 'reason.redis_away', color: 'yellow' };
      return { label: 'status.running', reason: 'reason.running', color: 'blue' };
    case 'pausing':
      return { label: 'status.pausing', reason: 'reason.pausing', color: 'yellow' };
    case 'paused':
      return {
        label: 'status.paused',
        reason: pauseReason === null ? 'reason.paused' : 'reason.paused_itself',
        color: 'yellow',
      };
    case 'cancelling':
      return { label: 'status.cancelling', reason: 'reason.cancelling', color: 'yellow' };
    case 'completed':
      if (failed > 0)
        return { label: 'status.completed_with_failures', reason: 'reason.completed_with_failures', color: 'yellow' };
      if (succeeded === 0) return { label: 'status.completed', reason: 'reason.completed_nothing', color: 'gray' };
      if (skipped > 0) return { label: 'status.completed', reason: 'reason.completed_with_skipped', color: 'green' };
      return { label: 'status.completed', reason: 'reason.completed', color: 'green' };
    case 'failed':
      return { label: 'status.failed', reason: 'reason.failed', color: 'red' };
    case 'cancelled':
      return { label: 'status.cancelled', reason: 'reason.cancelled', color: 'gray' };
  }
}
