/** What a start asks of a person before it can be sent. */
export type Confirmation = 'button' | 'count' | 'count_and_reason';

/** Fewer targets than these are started by a button. */
const COUNT_IS_TYPED_FROM = 100;

interface Damage {
  readonly count: number;
  readonly isEverything: boolean;
  /** Above it the API wants a reason. */
  readonly confirmAbove: number;
}

/** Grows with the damage: a click, the number typed, the number and a reason. */
export function confirmationFor({ count, isEverything, confirmAbove }: Damage): Confirmation {
  if (isEverything || count > confirmAbove) return 'count_and_reason';
  return count >= COUNT_IS_TYPED_FROM ? 'count' : 'button';
}
