import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { FAILURE } from '../operations/errors.js';
import type { JobStatus } from '../operations/status.js';
import {
  type BulkOperationState,
  changeSpeedUpdate,
  type ControlResult,
  pauseUpdate,
  resumeUpdate,
  type RunStateControl,
  type SpeedControl,
} from './bulk-operation.messages.js';

/** What a job can be told while it runs, and the newest sequence number heard of each control. */
export interface Controls {
  batchSize: number;
  throttleMs: number;
  pausedSinceMs: number | null;
  runStateSeq: number;
  throttleSeq: number;
  batchSizeSeq: number;
}

export function controlsOf(state: BulkOperationState): Controls {
  const { batchSize, throttleMs, pausedSinceMs, runStateSeq, throttleSeq, batchSizeSeq } = state;
  return { batchSize, throttleMs, pausedSinceMs, runStateSeq, throttleSeq, batchSizeSeq };
}

export interface ControlHooks {
  /** Whether a control can still do anything: not once the job is stopping. */
  readonly isStopping: () => boolean;
  readonly status: () => JobStatus;
  /**
   * Shows `pausing` while a batch is in hand. The row is written afterwards: an Update that waited for it would be told
   * "no worker" while all slots are at work or PostgreSQL is slow, although it has taken effect.
   */
  readonly onPause: () => void;
  readonly onSpeed: () => void;
}

/**
 * Installs the Updates. Delivery order means nothing (an Update whose client gave up is still delivered when a worker
 * comes), so each carries the job's control sequence and is compared with the newest one of its control.
 *
 * The validators are synchronous: an async one would validate nothing. A rejected Update leaves no trace in history.
 * An Update that asks for what already is, is accepted with `changed: false`, not rejected: its sequence number must
 * be remembered, or an older, later delivered one would win over it.
 */
export function installControls(controls: Controls, hooks: ControlHooks): void {
  const result = (changed: boolean): ControlResult => ({
    changed,
    status: hooks.status(),
    batchSize: controls.batchSize,
    throttleMs: controls.throttleMs,
  });
  const validateRunState = ({ seq }: RunStateControl): void => {
    refuseWhenStopping(hooks);
    if (seq <= controls.runStateSeq) throw superseded();
  };

  setHandler(
    pauseUpdate,
    ({ seq }) => {
      controls.runStateSeq = seq;
      if (controls.pausedSinceMs !== null) return result(false);
      controls.pausedSinceMs = Date.now();
      hooks.onPause();
      return result(true);
    },
    { validator: validateRunState },
  );

  setHandler(
    resumeUpdate,
    ({ seq }) => {
      controls.runStateSeq = seq;
      const changed = controls.pausedSinceMs !== null;
      controls.pausedSinceMs = null;
      return { ...result(changed), ...(changed ? { status: 'running' as const } : {}) };
    },
    { validator: validateRunState },
  );

  setHandler(
    changeSpeedUpdate,
    ({ seq, batchSize, throttleMs }) => {
      if (batchSize !== undefined && seq > controls.batchSizeSeq) {
        controls.batchSize = batchSize;
        controls.batchSizeSeq = seq;
      }
      if (throttleMs !== undefined && seq > controls.throttleSeq) {
        controls.throttleMs = throttleMs;
        controls.throttleSeq = seq;
      }
      hooks.onSpeed();
      return result(true);
    },
    {
      validator: ({ seq, batchSize, throttleMs }: SpeedControl) => {
        refuseWhenStopping(hooks);
        const isNews =
          (batchSize !== undefined && seq > controls.batchSizeSeq) ||
          (throttleMs !== undefined && seq > controls.throttleSeq);
        if (!isNews) throw superseded();
      },
    },
  );
}

function refuseWhenStopping(hooks: ControlHooks): void {
  if (hooks.isStopping()) throw ApplicationFailure.nonRetryable('the job is stopping', FAILURE.wrongStatus);
}

function superseded(): ApplicationFailure {
  return ApplicationFailure.nonRetryable('a newer control has been seen', FAILURE.superseded);
}
