import { type ChannelEvent, referenceIn, type WebhookContent } from '../channel-event.js';

/** A call that was picked up has delivered what it had to say. The end of one that was not has a word of its own: `busy`. */
const STATES: Readonly<Record<string, ChannelEvent['state']>> = {
  initiated: 'sent',
  ringing: 'sent',
  'in-progress': 'delivered',
  completed: 'delivered',
  busy: 'failed',
  'no-answer': 'failed',
  canceled: 'failed',
  failed: 'failed',
};

const NOTHING: WebhookContent = { events: [], optOuts: [] };

/** What a callback says of a call of one account. @param reference ours, from the query of the callback's address */
export function readTwilioWebhook(form: URLSearchParams, reference: string | null, accountSid: string): WebhookContent {
  const word = form.get('CallStatus') ?? '';
  const state = Object.hasOwn(STATES, word) ? STATES[word] : undefined;
  const providerReference = referenceIn(form.get('CallSid'));
  if (form.get('AccountSid') !== accountSid || state === undefined || providerReference === null) return NOTHING;
  const happenedAt = new Date(form.get('Timestamp') ?? '');
  const event = {
    reference: referenceIn(reference),
    providerReference,
    state,
    code: state === 'failed' ? word : null,
    happenedAt: Number.isNaN(happenedAt.getTime()) ? new Date() : happenedAt,
  };
  return { events: [event], optOuts: [] };
}
