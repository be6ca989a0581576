import { z } from 'zod';
import { BATCH_SIZE, type IntegerRange, PARALLELISM, THROTTLE_MS } from './control-ranges.js';

/** What a start, a change of speed and a policy may ask for. */
export const batchSizeSchema = z.union([z.int().min(BATCH_SIZE.min).max(BATCH_SIZE.max), z.literal('auto')], {
  error: `must be a whole number from ${BATCH_SIZE.min} to ${BATCH_SIZE.max}, or "auto"`,
});

const whole = ({ min, max }: IntegerRange, description: string) => z.int().min(min).max(max).describe(description);

/**
 * The rules one operation type runs under. Durations carry their unit in the name. Each definition has its policy;
 * `BULKGATE_POLICIES` overrides any field of any type, and the whole is checked once, at start-up. The descriptions are
 * those of docs/configuration.md.
 */
export const policyFields = z.strictObject({
  lockTtlSeconds: whole(
    { min: 1, max: 604_800 },
    'Lifetime of the lock without a heartbeat. At least 6 × `maxRuntimeSeconds`.',
  ),
  batchSize: batchSizeSchema.describe(
    'Targets of one batch, or `"auto"`: see `targetChunkMs`. A start may ask for another size (`options.batchSize`).',
  ),
  chunkSize: whole(BATCH_SIZE, 'Targets of one transaction. A larger batch is worked through in several.'),
  targetChunkMs: whole(
    { min: 1, max: 10_000 },
    'Where `batchSize` is `auto`: how long a transaction is to take. Its targets become as many as that allows.',
  ),
  maxBatchMs: whole({ min: 1, max: 60_000 }, 'A batch that takes longer ends with the transaction it is in.'),
  throttleMs: whole(THROTTLE_MS, 'Rest between two batches. A start may ask for another one (`options.throttleMs`).'),
  parallelism: whole(
    PARALLELISM,
    'Streams into which a job is divided; all work at once. A start may ask for another number (`options.parallelism`).',
  ),
  confirmAbove: whole(
    { min: 0, max: 1_000_000_000 },
    'A start of more targets needs their number (`expectedTotal`) and a `reason`.',
  ),
  archiveDays: whole(
    { min: 0, max: 3_650 },
    'So many days after its acceptance a job can still be undone. 0: nothing is archived, and what is deleted is gone.',
  ),
  maxRuntimeSeconds: whole({ min: 1, max: 86_400 }, 'A run that is older continues as a new one.'),
  maxBatchFailures: whole({ min: 1, max: 1_000 }, 'So many failed batches in a row stop the job.'),
  heartbeatTimeoutSeconds: whole({ min: 1, max: 600 }, 'After this silence Temporal gives the attempt of a batch up.'),
  startToCloseSeconds: whole(
    { min: 1, max: 3_600 },
    'Longest attempt of a batch. Above 60 s, the longest transaction, and `maxBatchMs` together.',
  ),
  maxBackoffSeconds: whole({ min: 1, max: 600 }, 'Longest wait between two attempts of a batch.'),
  maxOutageSeconds: whole(
    { min: 1, max: 86_400 },
    'Longest outage that a batch waits for: PostgreSQL away, rows locked by others, workers that die.',
  ),
  maxPauseSeconds: whole({ min: 1, max: 2_592_000 }, 'A job that is paused for longer ends `cancelled`.'),
});

export type Policy = Readonly<z.infer<typeof policyFields>>;

/** The policy of an operation type that has no other one. */
export const DEFAULT_POLICY: Policy = {
  lockTtlSeconds: 1_800,
  batchSize: 50,
  chunkSize: 500,
  targetChunkMs: 100,
  maxBatchMs: 2_000,
  throttleMs: 200,
  parallelism: 1,
  confirmAbove: 1_000,
  archiveDays: 30,
  maxRuntimeSeconds: 300,
  maxBatchFailures: 10,
  heartbeatTimeoutSeconds: 30,
  startToCloseSeconds: 120,
  maxBackoffSeconds: 10,
  maxOutageSeconds: 300,
  maxPauseSeconds: 86_400,
};

/** Operation type → the policy in its definition. */
export type PolicyDefaults = ReadonlyMap<string, { readonly policy: Policy }>;

/** `transaction_timeout` of PostgreSQL: it must end a chunk before the attempt of its batch is given up. */
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
 * The policy of every operation type: that of its definition, with the overrides. A type without a definition (its jobs
 * may still be shown) has the default policy.
 *
 * @param overrides operation type → any fields of `Policy`, as parsed JSON; unknown types and fields are refused: a
 *   mistyped name would leave the type that was meant without its override
 * @throws InvalidPolicies when a field is out of range, when a TTL is under 6 x max runtime, or when a TTL is not above
 *   heartbeat timeout + longest back-off (a worker's death must be noticed and the batch retried before the lock lapses),
 *   or when an attempt of a batch would be given up before its transaction ends
 */
export function createPolicies(
  definitions: PolicyDefaults,
  overrides: unknown = {},
): (operationType: string) => Policy {
  const parsed = overridesSchema.safeParse(overrides);
  const isObject = typeof overrides === 'object' && overrides !== null && !Array.isArray(overrides);
  const unknownTypes = Object.keys(isObject ? overrides : {}).filter((type) => !definitions.has(type));
  if (!parsed.success || unknownTypes.length > 0) {
    const issues = parsed.error?.issues ?? [];
    throw new InvalidPolicies([
      ...issues.map((issue) => `${issue.path.map(String).join('.') || '(whole)'}: ${issue.message}`),
      ...unknownTypes.map(
        (type) => `${type}: there is no such operation type; there are ${[...definitions.keys()].join(', ')}`,
      ),
    ]);
  }
  // JSON has no undefined, so that what is there overrides.
  const overridesOf = (operationType: string) => parsed.data[operationType] as Partial<Policy> | undefined;
  const policyOf = (operationType: string): Policy => ({
    ...(definitions.get(operationType)?.policy ?? DEFAULT_POLICY),
    ...overridesOf(operationType),
  });
  const faults = [...definitions.keys()].flatMap((type) =>
    policyFaults(policyOf(type)).map((fault) => `${type}.${fault}`),
  );
  if (faults.length > 0) throw new InvalidPolicies(faults);
  return policyOf;
}

function policyFaults(policy: Policy): string[] {
  const { lockTtlSeconds, maxRuntimeSeconds, heartbeatTimeoutSeconds, maxBackoffSeconds, startToCloseSeconds } = policy;
  const leastTtl = TTL_PER_RUNTIME * maxRuntimeSeconds;
  const silence = heartbeatTimeoutSeconds + maxBackoffSeconds;
  const longestBatch = LONGEST_TRANSACTION_SECONDS + policy.maxBatchMs / 1000;
  const faults: string[] = [];
  if (lockTtlSeconds < leastTtl) {
    faults.push(`lockTtlSeconds: ${lockTtlSeconds} is under ${TTL_PER_RUNTIME} x maxRuntimeSeconds (${leastTtl})`);
  }
  if (lockTtlSeconds <= silence) {
    const least = `heartbeatTimeoutSeconds + maxBackoffSeconds (${silence})`;
    faults.push(`lockTtlSeconds: ${lockTtlSeconds} is not above ${least}`);
  }
  if (startToCloseSeconds <= longestBatch) {
    const least = `the longest transaction + maxBatchMs (${longestBatch})`;
    faults.push(`startToCloseSeconds: ${startToCloseSeconds} is not above ${least}`);
  }
  return faults;
}
