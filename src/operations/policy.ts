import { z } from 'zod';
import { BATCH_SIZE, THROTTLE_MS } from './control-ranges.js';

/**
 * The rules one operation type runs under. Durations carry their unit in the name. Defaults are those of the README;
 * `BULKGATE_POLICIES` overrides any field of any type, and the whole is checked once, at start-up.
 */
const policyFields = z.strictObject({
  /** Lifetime of the gate's lock without a refresh, in seconds. */
  lockTtlSeconds: z.int().min(1).max(604_800),
  /** Targets of one batch, hence of one transaction. */
  batchSize: z.int().min(BATCH_SIZE.min).max(BATCH_SIZE.max),
  /** Rest between two batches, in milliseconds. */
  throttleMs: z.int().min(THROTTLE_MS.min).max(THROTTLE_MS.max),
  /** A run longer than this continues as new, in seconds. */
  maxRuntimeSeconds: z.int().min(1).max(86_400),
  /** Failed batches in a row that stop the job. */
  maxBatchFailures: z.int().min(1).max(1_000),
  /** Silence after which Temporal gives a batch's attempt up, in seconds. */
  heartbeatTimeoutSeconds: z.int().min(1).max(600),
  /** Longest duration of one attempt of a batch, in seconds. */
  startToCloseSeconds: z.int().min(1).max(3_600),
  /** Longest wait between two attempts of a batch, in seconds. */
  maxBackoffSeconds: z.int().min(1).max(600),
  /** How long one outage may last (PostgreSQL away, a lock held by others, dying workers), in seconds. */
  maxOutageSeconds: z.int().min(1).max(86_400),
  /** A job paused longer than this ends `cancelled`, in seconds. */
  maxPauseSeconds: z.int().min(1).max(2_592_000),
});

export type Policy = Readonly<z.infer<typeof policyFields>>;

const FOR_ALL = {
  batchSize: 50,
  throttleMs: 200,
  maxRuntimeSeconds: 300,
  maxBatchFailures: 10,
  heartbeatTimeoutSeconds: 30,
  startToCloseSeconds: 120,
  maxBackoffSeconds: 10,
  maxOutageSeconds: 300,
  maxPauseSeconds: 86_400,
} as const;

/** Lock TTL in seconds by operation type; every other type has `OTHER_TYPES_TTL_SECONDS`. */
const LOCK_TTL_SECONDS: Readonly<Record<string, number>> = {
  delete_leads_bulk: 3600,
  update_leads_bulk: 1800,
  delete_receipts_all: 3600,
  delete_imported_leads: 1800,
  broadcast_whatsapp: 7200,
  enqueue_outbound_calls: 3600,
};
const OTHER_TYPES_TTL_SECONDS = 1800;

/** `transaction_timeout` of PostgreSQL: it must end a batch before its attempt is given up. */
export const LONGEST_TRANSACTION_SECONDS = 60;

/** A lock must outlive a whole run that cannot refresh it several times over. */
const TTL_PER_RUNTIME = 6;

const overridesSchema = z.record(z.string().min(1).max(100), policyFields.partial());

export type PolicyOverrides = z.infer<typeof overridesSchema>;

/** Thrown by `createPolicies`: all faults at once, each naming operation type and field. */
export class InvalidPolicies extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`BULKGATE_POLICIES is refused:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'InvalidPolicies';
  }
}

/**
 * The policy of every operation type.
 *
 * @param overrides operation type → any fields of `Policy`, as parsed JSON; unknown fields are refused
 * @throws InvalidPolicies when a field is out of range, when a TTL is under 6 x max runtime, or when a TTL is not above
 *   heartbeat timeout + longest back-off (a worker's death must be noticed and the batch retried before the lock lapses),
 *   or when an attempt of a batch would be given up before its transaction ends
 */
export function createPolicies(overrides: unknown = {}): (operationType: string) => Policy {
  const parsed = overridesSchema.safeParse(overrides);
  if (!parsed.success) {
    throw new InvalidPolicies(
      parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || '(whole)'}: ${issue.message}`),
    );
  }
  const policyOf = (operationType: string): Policy => ({
    ...FOR_ALL,
    lockTtlSeconds: LOCK_TTL_SECONDS[operationType] ?? OTHER_TYPES_TTL_SECONDS,
    ...withoutUndefined(parsed.data[operationType] ?? {}),
  });
  const types = new Set([...Object.keys(LOCK_TTL_SECONDS), ...Object.keys(parsed.data)]);
  const faults = [...types].flatMap((type) => policyFaults(policyOf(type)).map((fault) => `${type}.${fault}`));
  if (faults.length > 0) throw new InvalidPolicies(faults);
  return policyOf;
}

function policyFaults(policy: Policy): string[] {
  const { lockTtlSeconds, maxRuntimeSeconds, heartbeatTimeoutSeconds, maxBackoffSeconds, startToCloseSeconds } = policy;
  const faults: string[] = [];
  if (lockTtlSeconds < TTL_PER_RUNTIME * maxRuntimeSeconds) {
    faults.push(
      `lockTtlSeconds: ${lockTtlSeconds} is under ${TTL_PER_RUNTIME} x maxRuntimeSeconds (${TTL_PER_RUNTIME * maxRuntimeSeconds})`,
    );
  }
  if (lockTtlSeconds <= heartbeatTimeoutSeconds + maxBackoffSeconds) {
    faults.push(
      `lockTtlSeconds: ${lockTtlSeconds} is not above heartbeatTimeoutSeconds + maxBackoffSeconds (${heartbeatTimeoutSeconds + maxBackoffSeconds})`,
    );
  }
  if (startToCloseSeconds <= LONGEST_TRANSACTION_SECONDS) {
    faults.push(
      `startToCloseSeconds: ${startToCloseSeconds} is not above the longest transaction (${LONGEST_TRANSACTION_SECONDS})`,
    );
  }
  return faults;
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
