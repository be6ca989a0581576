import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { GateEventName } from '../gate/gate-event.js';
import { withinMs } from './time-limit.js';

/** How many jobs of a type stand in a status. */
interface JobCount {
  readonly operationType: string;
  readonly status: string;
  readonly count: number;
}

/** How many messages of a type nobody knows the fate of. */
interface UnknownCount {
  readonly operationType: string;
  readonly count: number;
}

export interface MetricsOptions {
  /** Asked at every scrape; a failure or a slow answer leaves the gauge empty, never the scrape without an answer. */
  readonly countJobs?: () => Promise<readonly JobCount[]>;
  /** The same. */
  readonly countUnknown?: () => Promise<readonly UnknownCount[]>;
}

/** What a process measures. Durations are in seconds, as Prometheus wants them. */
export type Metrics = ReturnType<typeof createMetrics>;

const COUNT_TIMEOUT_MS = 1_000;

/** The metrics of one process, on a registry of their own, so that tests can have several. */
export function createMetrics({ countJobs, countUnknown }: MetricsOptions = {}) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, buckets: number[], labelNames: Label[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });
  const gateEvents = counter(
    'bulkgate_gate_events_total',
    'What happened to gates: acquired, held (a refused start), refreshed, retaken, handed_over, lost, reclaimed, released',
    ['event', 'operation_type'],
  );
  if (countJobs) registerJobsGauge(registers, countJobs);
  if (countUnknown) registerUnknownGauge(registers, countUnknown);
  return {
    registry,
    recordGateEvent: (event: GateEventName, operationType: string) =>
      gateEvents.inc({ event, operation_type: operationType }),
    chunkSeconds: histogram(
      'bulkgate_chunk_duration_seconds',
      'Duration of one chunk, its transaction included',
      [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      ['operation_type'],
    ),
    /** `rate()` over it is targets per second. */
    targetsTotal: counter(
      'bulkgate_targets_total',
      'Targets handled by committed chunks, by outcome: succeeded, failed, skipped',
      ['operation_type', 'outcome'],
    ),
    holdsTotal: counter(
      'bulkgate_holds_total',
      'Batches that ended because a job is to wait, by reason: blocked_sessions, lock_waits, active_connections, replication_lag, slow_chunks, provider_pace, lost_answer, canary',
      ['reason'],
    ),
    brokenProbes: counter(
      'bulkgate_broken_probes_total',
      'Times that a probe of the load was reported as broken, at most once a minute; `server` stands for all of PostgreSQL',
      ['probe'],
    ),
    providerRequests: counter(
      'bulkgate_provider_requests_total',
      'Messages handed to providers, by channel and outcome: accepted, refused, not_processed (429, or no connection: it is sent again), lost (no answer: unknown)',
      ['channel', 'outcome'],
    ),
    providerEvents: counter(
      'bulkgate_provider_events_total',
      'States of messages in signed webhooks of providers, by channel and state: sent, delivered, read, failed. A webhook that comes twice counts twice',
      ['channel', 'state'],
    ),
    providerLookUps: counter(
      'bulkgate_provider_look_ups_total',
      'Unknown messages that a provider was asked about again, by result: found (accepted now), not_found',
      ['result'],
    ),
    reconcilerActions: counter('bulkgate_reconciler_actions_total', 'What the reconciler did, by action', ['action']),
    httpRequestSeconds: histogram(
      'bulkgate_http_request_duration_seconds',
      'Duration of HTTP requests by route pattern; event streams are left out',
      [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      ['method', 'route', 'status'],
    ),
    recordingPlays: counter(
      'bulkgate_recording_plays_total',
      'Clicks on "play", by outcome: audio (a hit), redirected (to the bucket), not_modified, not_matched (If-Match), unsatisfiable, failed, started (a fetch, or one that runs was joined), deduplicated',
      ['outcome'],
    ),
    recordingBytesPlayed: counter(
      'bulkgate_recording_bytes_played_total',
      'Bytes of audio in answers, whether the client took all of them or not',
    ),
    recordingDownloads: counter(
      'bulkgate_recording_downloads_total',
      'Attempts to fetch a recording, by outcome: stored, or why not',
      ['outcome'],
    ),
    recordingBytesDownloaded: counter(
      'bulkgate_recording_bytes_downloaded_total',
      'Bytes of recordings that were fetched and stored',
    ),
    recordingDownloadSeconds: histogram(
      'bulkgate_recording_download_duration_seconds',
      'Duration of one attempt to fetch a recording, storing it included',
      [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      ['outcome'],
    ),
    recordingsEvicted: counter(
      'bulkgate_recordings_evicted_total',
      'Recordings removed from the storage, for others or because their call is gone',
    ),
    refusedByLimit: counter(
      'bulkgate_refused_by_limit_total',
      'Requests refused and connections dropped, by limit: starts, requests, business_starts, business_requests, failed_authentications, live_jobs, uploads, reads, counts, streams, connections, pipelined, body_bytes, ids, headers, url, slow',
      ['limit'],
    ),
  };
}

/** `unknown` is a word of the outbox; a scrape reads what nobody has heard of the answer. */
export const OUTCOME_LABELS = {
  accepted: 'accepted',
  refused: 'refused',
  'not processed': 'not_processed',
  unknown: 'lost',
} as const;

function registerUnknownGauge(registers: Registry[], countUnknown: NonNullable<MetricsOptions['countUnknown']>): void {
  new Gauge({
    name: 'bulkgate_unknown_messages',
    help: 'Messages of the last 24 hours of which nobody knows whether they were sent, by type. Every process tells the same: use max()',
    labelNames: ['operation_type'] as const,
    registers,
    async collect() {
      const counts = await withinMs(countUnknown(), COUNT_TIMEOUT_MS).catch(() => []);
      this.reset();
      for (const { operationType, count } of counts) this.set({ operation_type: operationType }, count);
    },
  });
}

function registerJobsGauge(registers: Registry[], countJobs: () => Promise<readonly JobCount[]>): void {
  new Gauge({
    name: 'bulkgate_jobs',
    help: 'Live jobs, and jobs finished in the last 24 hours, by type and status. Every process tells the same: use max()',
    labelNames: ['operation_type', 'status'] as const,
    registers,
    async collect() {
      const counts = await withinMs(countJobs(), COUNT_TIMEOUT_MS).catch(() => []);
      this.reset();
      for (const { operationType, status, count } of counts) this.set({ operation_type: operationType, status }, count);
    },
  });
}
