import type { Redis } from 'ioredis';
import { askRedis, withScripts } from './ask-redis.js';
import { assertTtl } from './errors.js';
import { either, listOf, oneOf, page, refreshed, valueAndTtl } from './redis-answers.js';
import { holderJobId, holderValue, lockKey, lockKeyPattern, parseLockKey } from './keys.js';

/** One lock: the gate of this business for this operation type. */
export interface GateId {
  readonly businessId: number;
  readonly operationType: string;
  /** A job is no gate: a restore holds that of the type that it undoes. See `gateOf`. */
  readonly id?: never;
}

/** What stands in a gate. */
export interface GateState {
  /** The raw value: what a release by compare must name. */
  readonly value: string;
  /** The job that holds it; null for a foreign value. */
  readonly jobId: string | null;
  /** Seconds left, rounded up; null for a lock without expiry (no lock of ours is). */
  readonly ttlSeconds: number | null;
}

/** What a refresh found. Losing a lock is an answer with a content, never a bare false. */
export type RefreshResult =
  | { readonly outcome: 'held' }
  | { readonly outcome: 'absent' }
  /** `jobId` is null when the value is foreign. */
  | { readonly outcome: 'taken'; readonly value: string; readonly jobId: string | null };

interface LockCommands {
  refreshLock(key: string, value: string, ttlSeconds: number): Promise<unknown>;
  releaseLock(key: string, expected: string): Promise<unknown>;
  swapLock(key: string, expected: string, next: string, ttlSeconds: number): Promise<unknown>;
  inspectLock(key: string): Promise<unknown>;
}

const SCAN_COUNT = 500;

/**
 * BulkGate: a Redis lock per business and operation type that says who holds it. Refresh, release and hand-over compare
 * the value and act in one script: nobody can extend or free another job's lock. It promises a cheap and telling
 * refusal, not exclusion: see docs/gate.md for what it does not promise and which layer does.
 *
 * Every method throws `GateUnavailable` when Redis does not answer within the client's command time-out, or with something
 * that is no answer to the command.
 */
export class BulkGate {
  readonly #redis: Redis & LockCommands;

  constructor(redis: Redis) {
    this.#redis = withScripts<LockCommands>(redis, {
      refreshLock: 'refresh-lock',
      releaseLock: 'release-lock',
      swapLock: 'swap-lock',
      inspectLock: 'inspect-lock',
    });
  }

  /**
   * Takes the gate for the job if nobody holds it.
   *
   * @returns true when the job holds it now; false when somebody does (also when the job itself already did)
   * @throws InvalidTtl
   */
  async acquire(gate: GateId, jobId: string, ttlSeconds: number): Promise<boolean> {
    assertTtl(ttlSeconds);
    const answer = await askRedis('acquire', oneOf('OK', null), () =>
      this.#redis.set(keyOf(gate), holderValue(jobId), 'EX', ttlSeconds, 'NX'),
    );
    return answer === 'OK';
  }

  /** Sets the job's own lock to the full TTL again; anything else is left untouched and told. @throws InvalidTtl */
  async refresh(gate: GateId, jobId: string, ttlSeconds: number): Promise<RefreshResult> {
    assertTtl(ttlSeconds);
    const answer = await askRedis('refresh', refreshed, () =>
      this.#redis.refreshLock(keyOf(gate), holderValue(jobId), ttlSeconds),
    );
    if (answer[0] === 1) return { outcome: 'held' };
    if (answer[0] === 0) return { outcome: 'absent' };
    const [, value] = answer;
    return { outcome: 'taken', value, jobId: holderJobId(value) };
  }

  /** Frees the job's own lock. Idempotent: false when it was gone or is somebody else's, which stays untouched. */
  async release(gate: GateId, jobId: string): Promise<boolean> {
    return this.releaseValue(gate, holderValue(jobId));
  }

  /** Frees whatever lock has exactly this value: what a person does who has read the value first. */
  async releaseValue(gate: GateId, expected: string): Promise<boolean> {
    return (await askRedis('release', oneOf(0, 1), () => this.#redis.releaseLock(keyOf(gate), expected))) === 1;
  }

  /**
   * Hands the lock from one job to another in one step, with the receiver's TTL. False when `fromJobId` does not hold
   * it. @throws InvalidTtl
   */
  async handOver(gate: GateId, fromJobId: string, toJobId: string, ttlSeconds: number): Promise<boolean> {
    assertTtl(ttlSeconds);
    const answer = await askRedis('hand-over', oneOf(0, 1), () =>
      this.#redis.swapLock(keyOf(gate), holderValue(fromJobId), holderValue(toJobId), ttlSeconds),
    );
    return answer === 1;
  }

  /** Who holds the gate and for how long; null when nobody does. */
  async inspect(gate: GateId): Promise<GateState | null> {
    const [value, ttlMs] = await askRedis('inspect', either(valueAndTtl, listOf<[]>()), () =>
      this.#redis.inspectLock(keyOf(gate)),
    );
    return value === undefined ? null : stateOf(value, ttlMs ?? -1);
  }

  /** Who holds each of these gates, in one round trip. Asks Redis also where the list is empty. */
  async inspectAll(gates: readonly GateId[]): Promise<(GateState | null)[]> {
    const ping = askRedis('ping', oneOf('PONG'), () => this.#redis.ping());
    const [states] = await Promise.all([Promise.all(gates.map((gate) => this.inspect(gate))), ping]);
    return states;
  }

  /** Every lock that is held, in one business or in all; walks with SCAN, so it never blocks Redis. */
  async list(businessId?: number): Promise<(GateId & GateState)[]> {
    const keys = new Set<string>();
    let cursor = '0';
    do {
      const [next, found] = await askRedis('list', page, () =>
        this.#redis.scan(cursor, 'MATCH', lockKeyPattern(businessId), 'COUNT', SCAN_COUNT),
      );
      found.forEach((key) => keys.add(key));
      cursor = next;
    } while (cursor !== '0');
    const gates = [...keys].sort().flatMap((key) => parseLockKey(key) ?? []);
    const states = await this.inspectAll(gates);
    return gates.flatMap((gate, index) => {
      const state = states[index];
      return state ? [{ ...gate, ...state }] : [];
    });
  }
}

function keyOf({ businessId, operationType }: GateId): string {
  return lockKey(businessId, operationType);
}

function stateOf(value: string, ttlMs: number): GateState {
  return { value, jobId: holderJobId(value), ttlSeconds: ttlMs < 0 ? null : Math.ceil(ttlMs / 1000) };
}
