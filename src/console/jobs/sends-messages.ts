import type { Job } from './job.js';

const TYPES: ReadonlySet<string> = new Set(['broadcast_whatsapp', 'enqueue_outbound_calls']);

/** Whether a job sends messages: nothing of it is undone, and its provider goes on saying what has become of them. */
export function sendsMessages({ type }: Pick<Job, 'type'>): boolean {
  return TYPES.has(type);
}

/** Whether its provider can be asked what it has taken: Twilio can, and WhatsApp cannot. */
export function isProviderAskable({ type }: Pick<Job, 'type'>): boolean {
  return type === 'enqueue_outbound_calls';
}
