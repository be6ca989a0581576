import { defaultPayloadConverter, type Payload } from '@temporalio/common';

/** One thing a workflow asked of the server, as plain JSON: `{ scheduleActivity: { … } }`, `{ startTimer: { … } }`. */
export type AskedCall = Readonly<Record<string, unknown>>;

/** Stack traces name paths of a machine; the id of an activity is its `seq` once more. */
const LEFT_OUT: ReadonlySet<string> = new Set(['stackTrace', 'source', 'activityId']);
/** The SDK puts them on every command, and nobody fills them. */
const LEFT_OUT_WHEN_EMPTY: ReadonlySet<string> = new Set(['headers', 'memo', 'searchAttributes']);

/**
 * A workflow command in plain JSON: payloads decoded, durations in milliseconds, what is not set left out. It walks
 * whatever is there instead of picking fields, so that an option that nobody uses today shows up on the day it is set.
 *
 * @param ownTaskQueue of the replaying worker, which draws a new name each time: left out where it is named
 */
export function askedCall(command: object, ownTaskQueue: string): AskedCall {
  const plain = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(plain);
    if (isPayload(value)) return defaultPayloadConverter.fromPayload(value);
    if (isLong(value)) return value.toNumber();
    if (isDuration(value)) return `${Number(plain(value.seconds ?? 0)) * 1000 + (value.nanos ?? 0) / 1e6} ms`;
    const fields = Object.entries(value).flatMap(([name, field]) => {
      if (LEFT_OUT.has(name) || field === null || field === undefined || field === ownTaskQueue) return [];
      const content = plain(field);
      return LEFT_OUT_WHEN_EMPTY.has(name) && isEmpty(content) ? [] : [[name, content] as const];
    });
    return Object.fromEntries(fields);
  };
  return plain(command) as AskedCall;
}

function isPayload(value: object): value is Payload {
  const { metadata } = value as { metadata?: unknown };
  return typeof metadata === 'object' && metadata !== null && 'encoding' in metadata;
}

function isLong(value: object): value is { toNumber(): number } {
  return 'low' in value && 'high' in value;
}

function isDuration(value: object): value is { seconds?: unknown; nanos?: number } {
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => name === 'seconds' || name === 'nanos');
}

function isEmpty(content: unknown): boolean {
  return typeof content === 'object' && content !== null && Object.keys(content).length === 0;
}
