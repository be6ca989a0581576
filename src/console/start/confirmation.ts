import { readCount } from './typed-count.js';

/** What a start asks of a person before it can be sent. */
export type Confirmation = 'button' | 'count' | 'count_and_reason';

/** Fewer targets than these are started by a button. */
const COUNT_IS_TYPED_FROM = 100;
const SHORTEST_REASON = 3;

interface Damage {
  readonly count: number;
  readonly isEverything: boolean;
  /** Above it the API wants a reason. */
  readonly confirmAbove: number;
  /** It was confirmed, and was another number then: a second click must not send what nobody has read. */
  readonly hasMoved: boolean;
}

/** Grows with the damage: a click, the number typed, the number and a reason. */
export function confirmationFor({ count, isEverything, confirmAbove, hasMoved }: Damage): Confirmation {
  if (isEverything || count > confirmAbove) return 'count_and_reason';
  return hasMoved || count >= COUNT_IS_TYPED_FROM ? 'count' : 'button';
}

interface GivenConfirmation {
  readonly typedCount: string;
  readonly reason: string;
}

/** Whether what was typed is what the confirmation asks for. The number that a button stands for is the one it shows. */
export function judgeConfirmation(
  confirmation: Confirmation,
  count: number,
  { typedCount, reason }: GivenConfirmation,
  locale: string,
): { readonly expectedTotal: number; readonly isCountRight: boolean; readonly isReasonGiven: boolean } {
  return {
    expectedTotal: count,
    isCountRight: confirmation === 'button' || readCount(typedCount, locale) === count,
    isReasonGiven: confirmation !== 'count_and_reason' || reason.trim().length >= SHORTEST_REASON,
  };
}
