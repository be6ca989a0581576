import type { Hold, HoldKind } from '../operations/hold.js';

/** What PostgreSQL tells of its load. Null where the role may not see it. */
export interface ServerLoad {
  /** Sessions of others that have waited for over 1 s for a transaction of a worker. */
  readonly blockedSessions: number;
  /** Sessions of others that have waited for over 1 s for any lock. */
  readonly lockWaits: number;
  readonly activeConnectionsPercent: number | null;
  /** Of the replica that is furthest behind; 0 without one. */
  readonly replicationLagMb: number | null;
}

export interface Load extends ServerLoad {
  readonly chunkP95Ms: number;
}

/** From where on jobs wait; 0 turns a probe off. */
export type HoldLimits = Readonly<Record<keyof Load, number>>;

interface Probe {
  readonly kind: HoldKind;
  readonly measures: keyof Load;
  readonly what: string;
  readonly unit: string;
}

/** The first one at its limit names the hold: those who wait for a worker come first, because a hold helps them most. */
const PROBES: readonly Probe[] = [
  { kind: 'blocked_sessions', measures: 'blockedSessions', what: 'sessions that wait for a worker', unit: '' },
  { kind: 'lock_waits', measures: 'lockWaits', what: 'sessions that wait for locks', unit: '' },
  { kind: 'active_connections', measures: 'activeConnectionsPercent', what: 'connections at work', unit: ' %' },
  { kind: 'replication_lag', measures: 'replicationLagMb', what: 'replica behind by', unit: ' MB' },
  { kind: 'slow_chunks', measures: 'chunkP95Ms', what: 'slowest 5 % of chunks from', unit: ' ms' },
];

/** Those that are on, and see nothing. */
export function blindProbes(load: Partial<Load>, limits: HoldLimits): HoldKind[] {
  return PROBES.filter(({ measures }) => limits[measures] > 0 && load[measures] === null).map(({ kind }) => kind);
}

/** @param load without what could not be looked at */
export function holdBy(load: Partial<Load>, limits: HoldLimits): Hold | null {
  for (const { kind, measures, what, unit } of PROBES) {
    const [value, limit] = [load[measures] ?? 0, limits[measures]];
    if (limit > 0 && value >= limit) return { kind, reason: `${what}: ${value}${unit} (limit ${limit}${unit})` };
  }
  return null;
}
