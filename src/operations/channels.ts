import type { SendOutcome } from '../channels/send-outcome.js';
import type { CallingHours } from './calling-hours.js';
import type { ComposedMessage, Message, MessagePace } from './message.js';
import type { Sql } from './sql.js';

/** The accounts of businesses at the providers, as a definition of messages to leads uses them. */
export interface Channels {
  /** By which hours and days are known. A test has a clock of its own. */
  now(): Date;
  /** @throws ApplicationFailure where the business has no account, or this worker lacks the key of its secrets: the job fails */
  whatsApp(sql: Sql, businessId: number): Promise<WhatsAppChannel>;
  /** @param hours outside of which nobody is called; @throws as `whatsApp` does */
  twilio(sql: Sql, businessId: number, hours?: CallingHours): Promise<TwilioChannel>;
}

/** A business's account, as it is now. */
interface OpenChannel {
  readonly pace: MessagePace;
  /** Where each of the leads is reached, or why it is not. Leads that are gone are left out. */
  recipientsOf(sql: Sql, leadIds: readonly number[]): Promise<readonly ComposedMessage[]>;
  /** Why a lead that was composed is not reached any more; null where nothing has changed. */
  reasonAgainst(sql: Sql, message: Pick<Message, 'targetId' | 'address'>): Promise<string | null>;
}

export interface WhatsAppChannel extends OpenChannel {
  sendTemplate(message: TemplateMessage, stop: AbortSignal): Promise<SendOutcome>;
}

export interface TemplateMessage {
  /** E.164. */
  readonly to: string;
  readonly template: string;
  readonly language: string;
  /** For the placeholders of the template's body, in their order. */
  readonly parameters: readonly string[];
  /** Ours; each webhook about this message brings it back. */
  readonly reference: string;
}

export interface TwilioChannel extends OpenChannel {
  placeCall(call: CallToPlace, stop: AbortSignal): Promise<SendOutcome>;
  /** Twilio's references of the calls that it has taken. Null where it does not tell now. */
  findCalls(sought: CallsToFind): Promise<readonly string[] | null>;
}

export interface CallToPlace {
  /** E.164, as `from`. */
  readonly to: string;
  readonly from: string;
  /** What is said and done, or where Twilio asks for that. */
  readonly content: { readonly twiml: string } | { readonly url: string };
  /** Ours; each callback about this call brings it back. */
  readonly reference: string;
}

/** Calls between two numbers that were placed between two moments. */
export interface CallsToFind {
  readonly to: string;
  readonly from: string;
  readonly since: Date;
  readonly until: Date;
}
