import type { CallingHours } from './calling-hours.js';

/** What becomes of one target of a chunk: an address to write to, or why there is none. */
export type ComposedMessage = { readonly targetId: number } & (
  | {
      /** Normalised: one person has one spelling of it. */
      readonly address: string;
    }
  | {
      /** Short and stable, without row data: it is stored and shown. */
      readonly skipped: string;
    }
);

/** One message of a job. */
export interface Message {
  readonly businessId: number;
  readonly jobId: string;
  readonly targetId: number;
  readonly address: string;
}

/** What a message says, as its definition's `send` understands it; or why it is not to be sent after all. */
export type MessageContent = { readonly content: unknown } | { readonly skipped: string };

export interface MessageToSend extends Message {
  /** Our own name for it, which travels with it, so that a webhook can name it. */
  readonly reference: string;
  readonly content: unknown;
}

/** A message of which nobody knows whether the provider has it. */
export interface SoughtMessage extends Pick<Message, 'businessId' | 'address'> {
  /** It left the house then or later, if it did. */
  readonly since: Date;
  /** What the provider has taken later is another one. */
  readonly until: Date;
}

/** How fast messages may be sent by way of one provider number, over all jobs and workers. */
export interface MessagePace {
  /** Names the number without being it: `whatsapp:7`. */
  readonly key: string;
  readonly perSecond: number;
}

/** Why a message is not sent of which the job has sent enough on one day. Stored and shown. */
export const CAPPED = 'capped';

/** What keeps a job from reaching people who could be reached. */
export interface MessageLimits {
  /** Outside of them nobody is reached. */
  readonly hours?: CallingHours | undefined;
  /** Messages of the job on one day of UTC. */
  readonly perDay?: number | undefined;
}
