import type { Channel } from '../channels/channel.js';
import type { StartRefusal } from '../operations/definition.js';
import type { Job } from '../operations/job.js';
import type { Count } from '../operations/count.js';
import type { JobStatus } from '../operations/status.js';

/** The holder of a gate, as a refused start is told. */
export interface Holder {
  /** Null for a lock that is none of ours. */
  readonly jobId: string | null;
  readonly status: JobStatus | null;
  /** When the job began; before that, when it was accepted. ISO 8601. */
  readonly startedAt: string | null;
  readonly processed: number | null;
  readonly total: number | null;
  /** Seconds left; null for a lock without expiry, or where Redis did not tell. */
  readonly ttlSeconds: number | null;
}

/** What has become of a request to start a job. */
export type AcceptOutcome = Accepted | Held | Refused;

export interface Accepted {
  /** `replayed`: an earlier request with this key and body was accepted, and this is its job. */
  readonly kind: 'accepted' | 'replayed';
  readonly job: Job;
}

/** Another job, or a lock of another system, holds the gate. */
export interface Held {
  readonly kind: 'held';
  readonly operationType: string;
  readonly holder: Holder;
}

export interface Refused {
  readonly kind: 'refused';
  readonly because: Refusal;
}

export type Refusal =
  /** People on call have stopped new starts of this type. */
  | { readonly reason: 'draining'; readonly operationType: string }
  /** Workers run, and none of them knows the type. */
  | { readonly reason: 'no_worker_for_type'; readonly operationType: string }
  /** The business has no account for what the job would send over. */
  | { readonly reason: 'channel_not_set'; readonly channel: Channel }
  | StartRefusal
  /** The key stands for an accepted job with another body. */
  | { readonly reason: 'key_reused' }
  /** So many targets need to be confirmed, and the fields that are missing would do it. */
  | { readonly reason: 'confirmation_required'; readonly missing: readonly Confirmation[]; readonly count: Count }
  /** Another number was confirmed than there is. */
  | { readonly reason: 'count_differs'; readonly expectedTotal: number; readonly total: number }
  | { readonly reason: 'count_too_slow'; readonly timeoutMs: number }
  | { readonly reason: 'too_many_live_jobs'; readonly maxLiveJobs: number }
  /** Another job tries the same failures again. */
  | { readonly reason: 'already_retried'; readonly retriedAs: string | null }
  /** The failures that were to be tried again are deleted. */
  | { readonly reason: 'results_deleted' }
  /** The archive that was to be restored from is deleted, or about to be. */
  | { readonly reason: 'archive_expired' }
  /** The archive has nothing of that job. */
  | { readonly reason: 'nothing_to_restore' }
  /** COMMIT was sent and nobody knows what became of it: the one refusal after which a job may exist. */
  | { readonly reason: 'outcome_unknown'; readonly jobId: string; readonly cause?: unknown }
  /** Something a start needs is away, or is in other hands for too long. */
  | { readonly reason: UnavailableReason; readonly cause?: unknown };

/** What confirms that a person means so many targets. */
export type Confirmation = 'expectedTotal' | 'reason';

export type UnavailableReason =
  | 'gate_unavailable'
  | 'gate_contended'
  | 'database_unavailable'
  | 'database_busy'
  | 'staging_lost'
  | 'temporal_unavailable';
