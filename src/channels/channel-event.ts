/** What became of a message after its provider took it. Events come at least once and in any order. */
export interface ChannelEvent {
  /** Ours, as the message carried it; null where the provider has lost it. */
  readonly reference: string | null;
  /** The provider's for the message. */
  readonly providerReference: string;
  readonly state: 'sent' | 'delivered' | 'read' | 'failed';
  /** Why it failed, in the provider's word. */
  readonly code: string | null;
  readonly happenedAt: Date;
}

/** Somebody wants nothing more over a channel. */
export interface OptOut {
  /** In E.164. */
  readonly address: string;
  /** `reply`, or the provider's code. */
  readonly source: string;
}

/** What one webhook says. Texts of people are read for a stop word and not kept. */
export interface WebhookContent {
  readonly events: readonly ChannelEvent[];
  readonly optOuts: readonly OptOut[];
}

/** Of a reference, ours or the provider's, in characters. */
export const MAX_REFERENCE_LENGTH = 200;

/** A reference as it can be stored; null for anything else. */
export function referenceIn(value: unknown): string | null {
  const isOne = typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) && value.length <= MAX_REFERENCE_LENGTH;
  return isOne ? value : null;
}
