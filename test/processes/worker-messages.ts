import type { CheckpointName } from '../../src/activities/checkpoint.js';
import type { HoldKind } from '../../src/operations/hold.js';
import type { GateEvent } from '../../src/gate/gate-event.js';

/** How a test wants its worker process; handed over as JSON in `TEST_WORKER`. */
export interface TestWorkerOptions {
  readonly reconciler?: boolean;
  /** Where to stop, once each: tell the parent and wait for `go on`. */
  readonly stopAt?: StopAt | readonly StopAt[];
  /** Answer every batch with nonsense, so that the workflow runs into a bug of its own. */
  readonly breaksWorkflow?: boolean;
  /** An operation type that this worker does not know, as a worker of the version before. */
  readonly lacks?: string;
  /** How long a job of such a type waits for another worker. */
  readonly deployMs?: number;
  readonly loadWithinMs?: number;
  /** The moment that its clock of hours and days stands at. */
  readonly now?: string;
  /** Run workflow code that does not fit the histories of before: what a deploy without `patched` does. */
  readonly renamesActivity?: boolean;
}

/** A moment of a batch, of one job, of one business or of whichever gets there first. */
export interface StopAt {
  readonly name: CheckpointName;
  readonly streamNo?: number;
  readonly chunkNo: number;
  readonly jobId?: string;
  readonly businessId?: number;
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'checkpoint';
      readonly name: CheckpointName;
      readonly streamNo: number;
      readonly chunkNo: number;
      readonly jobId: string;
      readonly businessId: number;
    }
  | { readonly kind: 'will stop'; readonly stop: StopAt }
  | { readonly kind: 'gate'; readonly event: GateEvent }
  | { readonly kind: 'hold'; readonly reason: HoldKind }
  | { readonly kind: 'broken probe'; readonly probe: HoldKind | 'server'; readonly error: string }
  | { readonly kind: 'reconciler'; readonly action: string; readonly jobId: string | null; readonly detail: string }
  | {
      readonly kind: 'activity-error';
      readonly activityType: string;
      readonly summary: string;
      readonly frames: string;
    };

export type ToWorker =
  /** Answered with `will stop`. */
  | { readonly kind: 'stop at'; readonly stop: StopAt }
  /** Releases every attempt that is held at a checkpoint, or those of one business, or of one stream of it. */
  | { readonly kind: 'go on'; readonly businessId?: number | undefined; readonly streamNo?: number | undefined };
