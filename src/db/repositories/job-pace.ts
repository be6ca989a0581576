/** `Pace` of a row of `jobs`, as one column named `pace`; null in jobs that began before it was counted. */
export const PACE = `CASE WHEN worked_ms IS NOT NULL THEN
  jsonb_build_object('workedMs', worked_ms, 'recentPerSecond', recent_per_second) END AS "pace"`;

/** As `recentPerSecond` in src/operations/progress.ts weighs it. */
const MINUTE_MS = 60_000;
/** What may lie between two chunks beside their rest and their own time: workflow tasks, back-offs, a busy machine. */
const SLACK_MS = 5_000;

/**
 * Assignments that count one more chunk: `processed` targets in the time since the chunk before it. Where nobody was at
 * work for a while (no worker, PostgreSQL away) no more is counted than the chunk and the rest before it explain.
 *
 * @param processed and `durationMs` of the chunk, as parameters
 */
export function countChunk(processed: string, durationMs: string): string {
  // Constant within a statement, so that the three agree.
  const now = 'statement_timestamp()';
  const sinceMs = `extract(epoch FROM ${now} - COALESCE(counted_at, heartbeat_at, started_at)) * 1000`;
  const gapMs = `GREATEST(1, LEAST(${sinceMs}, ${durationMs} + throttle_ms + ${SLACK_MS}))::double precision`;
  const before = `COALESCE(worked_ms,
    GREATEST(0, extract(epoch FROM heartbeat_at - started_at) * 1000 - paused_ms), 0)`;
  // Chunks of several streams are not closed in the order in which their statements began.
  return `counted_at = GREATEST(counted_at, ${now}), worked_ms = round(${before} + ${gapMs}),
    recent_per_second = COALESCE(recent_per_second, 0) * exp(-${gapMs} / ${MINUTE_MS})
      + (1 - exp(-${gapMs} / ${MINUTE_MS})) * (${processed} * 1000 / ${gapMs})`;
}
