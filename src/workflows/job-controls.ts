import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import {
  BATCH_SIZE,
  CONTROL_SEQ,
  type IntegerRange,
  isBatchSize,
  isWithin,
  PARALLELISM,
  THROTTLE_MS,
} from '../operations/control-ranges.js';
import { FAILURE, shortError } from '../operations/errors.js';
import type { Policy } from '../operations/policy.js';
import type { RowState } from '../operations/row-state.js';
import type { JobStatus } from '../operations/status.js';
import type { ControlResult, Controls, RunStateControl, SpeedControl } from '../operations/bulk-operation.messages.js';
import { changeSpeedUpdate, pauseUpdate, resumeUpdate } from './bulk-operation.updates.js';

/**
 * The controls that a run begins with. Every later change of them is checked, so a batch of no targets or a rest of `NaN` ms
 * cannot come to be; but a run may carry what an older one took without a look, or have been started by hand.
 */
export function controlsOf(
  carried: Readonly<Controls>,
  policy: Pick<Policy, 'batchSize' | 'throttleMs' | 'parallelism'>,
): Controls {
  return {
    batchSize: isBatchSize(carried.batchSize) ? carried.batchSize : policy.batchSize,
    throttleMs: isWithin(THROTTLE_MS, carried.throttleMs) ? carried.throttleMs : policy.throttleMs,
    parallelism: isWithin(PARALLELISM, carried.parallelism) ? carried.parallelism : policy.parallelism,
    pausedSinceMs: carried.pausedSinceMs,
    runStateSeq: newestSeq(carried.runStateSeq, 0),
    throttleSeq: newestSeq(carried.throttleSeq, 0),
    batchSizeSeq: newestSeq(carried.batchSizeSeq, 0),
    parallelismSeq: newestSeq(carried.parallelismSeq, 0),
  };
}

/**
 * Takes over what the job's row says, where it knows of a newer control than this run: a workflow that was reset has not
 * heard of those that came after. One that it has heard and the row has not, stands.
 */
export function adoptRow(controls: Controls, row: RowState): void {
  if (row.statusSeq >= controls.runStateSeq) {
    controls.runStateSeq = row.statusSeq;
    const isPaused = row.status === 'paused' || row.status === 'pausing';
    controls.pausedSinceMs = isPaused ? (controls.pausedSinceMs ?? row.statusAtMs) : null;
  }
  if (row.speedSeq >= newestSpeedSeq(controls)) {
    controls.batchSizeSeq = row.speedSeq;
    controls.throttleSeq = row.speedSeq;
    controls.parallelismSeq = row.speedSeq;
    if (isBatchSize(row.batchSize)) controls.batchSize = row.batchSize;
    if (isWithin(THROTTLE_MS, row.throttleMs)) controls.throttleMs = row.throttleMs;
    if (isWithin(PARALLELISM, row.parallelism)) controls.parallelism = row.parallelism;
  }
}

/** Number of the newest control that has set a part of the speed. */
export function newestSpeedSeq({ batchSizeSeq, throttleSeq, parallelismSeq }: Readonly<Controls>): number {
  return Math.max(batchSizeSeq, throttleSeq, parallelismSeq);
}

export interface ControlHooks {
  /** Whether a control can still do anything: not once the job is stopping. */
  readonly isStopping: () => boolean;
  readonly status: () => JobStatus;
  /**
   * Shows `pausing` while a batch runs. The row is written afterwards: an Update that waited for it would be answered
   * "no worker" while all slots are at work or PostgreSQL is slow, although it has taken effect.
   */
  readonly onPause: () => void;
  readonly onSpeed: () => void;
  readonly streams: () => number;
}

/**
 * Installs the Updates. Delivery order means nothing (an Update whose client gave up is still delivered when a worker
 * comes), so each carries the job's control sequence and is compared with the newest one of its control.
 *
 * The validators are synchronous: an async one would validate nothing. A rejected Update leaves no trace in history. A
 * replay does not ask them, so the handlers look at each value again: an older history has what was accepted unseen.
 * An Update that asks for what already is, is accepted with `changed: false`, not rejected: its sequence number must
 * be remembered, or an older, later delivered one would win over it.
 */
export function installControls(controls: Controls, hooks: ControlHooks): void {
  const result = (changed: boolean): ControlResult => ({
    changed,
    status: hooks.status(),
    batchSize: controls.batchSize,
    throttleMs: controls.throttleMs,
    parallelism: controls.parallelism,
  });
  const validateRunState = (...given: [RunStateControl]): void => {
    refuseUnlessShaped(given, RUN_STATE_FIELDS);
    refuseWhenStopping(hooks);
    if (!isNews(given[0].seq, controls.runStateSeq)) throw superseded(controls.runStateSeq);
  };

  setHandler(
    pauseUpdate,
    ({ seq }) => {
      controls.runStateSeq = newestSeq(seq, controls.runStateSeq);
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
      controls.runStateSeq = newestSeq(seq, controls.runStateSeq);
      const changed = controls.pausedSinceMs !== null;
      controls.pausedSinceMs = null;
      return { ...result(changed), ...(changed ? { status: 'running' as const } : {}) };
    },
    { validator: validateRunState },
  );

  setHandler(
    changeSpeedUpdate,
    ({ seq, batchSize, throttleMs, parallelism }) => {
      if (batchSize !== undefined && isNews(seq, controls.batchSizeSeq)) {
        if (isBatchSize(batchSize)) controls.batchSize = batchSize;
        controls.batchSizeSeq = newestSeq(seq, controls.batchSizeSeq);
      }
      if (throttleMs !== undefined && isNews(seq, controls.throttleSeq)) {
        // As it is: in an older history a wrong one has made timers, or none, and a replay has to make the same.
        controls.throttleMs = throttleMs;
        controls.throttleSeq = newestSeq(seq, controls.throttleSeq);
      }
      if (parallelism !== undefined && isNews(seq, controls.parallelismSeq)) {
        if (isWithin(PARALLELISM, parallelism)) controls.parallelism = parallelism;
        controls.parallelismSeq = newestSeq(seq, controls.parallelismSeq);
      }
      hooks.onSpeed();
      return result(true);
    },
    {
      validator: (...given: [SpeedControl]) => {
        refuseUnlessShaped(given, SPEED_FIELDS);
        const [{ seq, batchSize, throttleMs, parallelism }] = given;
        if (batchSize === undefined && throttleMs === undefined && parallelism === undefined) {
          throw invalidControl('give batchSize, throttleMs or parallelism');
        }
        refuseWhenStopping(hooks);
        if (parallelism !== undefined && parallelism > hooks.streams()) throw parallelismTooHigh(hooks.streams());
        const newest = [
          ...(batchSize === undefined ? [] : [controls.batchSizeSeq]),
          ...(throttleMs === undefined ? [] : [controls.throttleSeq]),
          ...(parallelism === undefined ? [] : [controls.parallelismSeq]),
        ];
        if (!newest.some((seen) => isNews(seq, seen))) throw superseded(Math.max(...newest));
      },
    },
  );
}

function refuseWhenStopping(hooks: ControlHooks): void {
  if (hooks.isStopping()) throw ApplicationFailure.nonRetryable('the job is stopping', FAILURE.wrongStatus);
}

const RUN_STATE_FIELDS = { seq: CONTROL_SEQ };
const SPEED_FIELDS = { seq: CONTROL_SEQ, batchSize: BATCH_SIZE, throttleMs: THROTTLE_MS, parallelism: PARALLELISM };

/** Whatever Temporal's Web UI or command may send: `seq` must be there, the others may, and nothing else. */
function refuseUnlessShaped(given: readonly unknown[], fields: Readonly<Record<string, IntegerRange>>): void {
  const [control] = given;
  if (given.length !== 1 || typeof control !== 'object' || control === null || Array.isArray(control)) {
    throw invalidControl('give one object');
  }
  const unknown = Object.keys(control).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw invalidControl(`${unknown}: is no field of this control`);
  for (const [name, range] of Object.entries(fields)) {
    const value = (control as Readonly<Record<string, unknown>>)[name];
    if ((value === undefined && name !== 'seq') || isWithin(range, value)) continue;
    if (name === 'batchSize' && isBatchSize(value)) continue;
    throw invalidControl(`${name}: must be a whole number from ${range.min} to ${range.max}`);
  }
}

/** At the end of the range every number is as good as the newest one, or the control would be lost for good. */
function isNews(seq: number, newest: number): boolean {
  return seq > newest || seq === CONTROL_SEQ.max;
}

/** `seq` where it can be one, at most the greatest there is. */
function newestSeq(seq: number, before: number): number {
  const within = Math.min(seq, CONTROL_SEQ.max);
  return isWithin(CONTROL_SEQ, within) ? within : before;
}

function invalidControl(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(shortError(message), FAILURE.invalidControl);
}

function parallelismTooHigh(streams: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable('the job has fewer streams', FAILURE.parallelismTooHigh, streams);
}

/** @param newest number seen of this control: it may be none that the job's row has given out */
function superseded(newest: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable('a newer control has been seen', FAILURE.superseded, newest);
}
