/** What stands in place of names of machines, processes and builds. */
const WORKER = 'worker';
const SCRUBBED: ReadonlySet<string> = new Set(['identity', 'workerInstanceKey', 'buildId']);

/**
 * A history without what tells of the machine it was recorded on: process and host names (also in the name of a sticky
 * task queue), the hash of the build, and stack traces. Replay reads none of them.
 */
export function scrubHistory(history: unknown): object {
  return scrub(history) as object;
}

function scrub(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(scrub);
  if ('kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY') return { ...value, name: WORKER };
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      if (name === 'stackTrace') return [];
      if (SCRUBBED.has(name)) return [[name, WORKER]];
      return [[name, scrub(field)]];
    }),
  );
}
