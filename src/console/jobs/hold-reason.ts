import type { TextId } from '../texts/locales.js';

/** Why a job waits, as the server says it in English, and our own words for it. */
const REASONS: readonly { readonly says: string; readonly id: TextId }[] = [
  { says: 'sessions that wait for a worker', id: 'hold.blocked_sessions' },
  { says: 'sessions that wait for locks', id: 'hold.lock_waits' },
  { says: 'connections at work', id: 'hold.active_connections' },
  { says: 'replica behind by', id: 'hold.replication_lag' },
  { says: 'slowest 5 % of chunks from', id: 'hold.slow_chunks' },
];

interface HoldWords {
  readonly id: TextId;
  /** What was found, and from where on jobs wait. */
  readonly values: { readonly found: number; readonly limit: number };
}

/** @returns null for a reason of another version of the server, which is shown as it is */
export function holdWords(reason: string): HoldWords | null {
  const [, says, found, limit] = /^(.+): (\d+(?:\.\d+)?)[^\d.]* \(limit ([\d.]+)/.exec(reason) ?? [];
  const known = REASONS.find((one) => one.says === says);
  return known ? { id: known.id, values: { found: Number(found), limit: Number(limit) } } : null;
}
