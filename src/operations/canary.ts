/** The first people of a job of messages: it sends to them, waits for what becomes of that, and then goes on or pauses. */
export interface Canary {
  /** How many messages are sent before the look. Skipped targets are not among them. */
  readonly recipients: number;
  /** The job pauses where more than this share of them has failed. */
  readonly maxFailedPercent: number;
  /** So long the webhooks are waited for. */
  readonly waitSeconds: number;
}

/** What the look has found; null in a job's row while there was none. */
export type CanaryOutcome = 'passed' | 'failed';

/** What has become of its messages so far. */
export interface CanaryTally {
  readonly sent: number;
  readonly failed: number;
  /** The answer was lost; a webhook may still say what became of it. */
  readonly unknown: number;
  /** The provider has taken it, and no webhook has said yet whether it has arrived. */
  readonly silent: number;
}

/**
 * Decides as soon as the webhooks that are missing can change nothing. At the end of the wait silence counts as arrived, because
 * the provider has taken the message, and `unknown` as failed.
 */
export function judgeCanary(
  { maxFailedPercent }: Pick<Canary, 'maxFailedPercent'>,
  { sent, failed, unknown, silent }: CanaryTally,
  isWaitOver: boolean,
): CanaryOutcome | 'waiting' {
  const areTooMany = (count: number): boolean => count * 100 > maxFailedPercent * sent;
  if (areTooMany(failed)) return 'failed';
  if (!areTooMany(failed + unknown + silent)) return 'passed';
  if (!isWaitOver && silent + unknown > 0) return 'waiting';
  return areTooMany(failed + unknown) ? 'failed' : 'passed';
}

/** Numbers alone: it is shown to all of the business, and in Temporal. */
export function canaryHoldReason({ sent, failed, silent, unknown }: CanaryTally): string {
  return `canary: of the first ${sent} messages ${failed} have failed, ${silent + unknown} have no outcome yet`;
}

export function canaryPauseReason({ maxFailedPercent }: Canary, { sent, failed, unknown }: CanaryTally): string {
  const share = `more than ${maxFailedPercent} %`;
  return `canary: of the first ${sent} messages ${failed + unknown} have failed or have no known outcome, ${share}`;
}
