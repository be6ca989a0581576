/** Could not tell: Redis did not answer in time, or not with an answer of this command. Says nothing about who holds the gate. */
export class GateUnavailable extends Error {
  constructor(
    readonly operation: string,
    why: string,
    options?: { cause: unknown },
  ) {
    super(`gate ${operation}: ${why}`, options);
    this.name = 'GateUnavailable';
  }
}

/** A TTL that would make a lock for ever or none at all. A programming error, not a state of the gate. */
export class InvalidTtl extends RangeError {
  constructor(readonly ttlSeconds: number) {
    super(`lock TTL must be a whole number of seconds above 0, got ${ttlSeconds}`);
    this.name = 'InvalidTtl';
  }
}

/** @throws InvalidTtl */
export function assertTtl(ttlSeconds: number): void {
  if (!Number.isSafeInteger(ttlSeconds) || ttlSeconds <= 0) throw new InvalidTtl(ttlSeconds);
}
