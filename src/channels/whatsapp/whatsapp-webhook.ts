import { z } from 'zod';
import { type ChannelEvent, type OptOut, referenceIn, type WebhookContent } from '../channel-event.js';
import { isStopWord } from '../stop-words.js';
import { addressOfWhatsAppId } from './whatsapp-address.js';
import { meaningOfWhatsAppCode } from './whatsapp-codes.js';
import { whatsAppReferenceOf } from './whatsapp-reference.js';

// Open objects, and nothing but what is used: the provider adds fields as it likes. A field that is missing or of another kind
// costs what it would have said, and nothing around it. In zod an unknown field has to be there unless it is optional.

const webhook = z.object({ object: z.literal('whatsapp_business_account'), entry: z.unknown().optional() });

const entry = z.object({ changes: z.unknown().optional() });

const change = z.object({
  field: z.literal('messages'),
  value: z.object({
    metadata: z.object({ phone_number_id: z.string() }),
    statuses: z.unknown().optional(),
    messages: z.unknown().optional(),
  }),
});

const status = z.object({
  id: z.string(),
  status: z.string(),
  timestamp: z.string().regex(/^\d{1,11}$/),
  recipient_id: z.unknown().optional(),
  biz_opaque_callback_data: z.unknown().optional(),
  errors: z.unknown().optional(),
});

const failure = z.object({ code: z.int() });

const saying = <Name extends string>(name: Name) =>
  z
    .object({ [name]: z.string() } as Record<Name, z.ZodString>)
    .optional()
    .catch(undefined);

/**
 * A text, a button of a template that was pressed, or what was chosen of several. A template's button has a `payload` that the
 * business gave it: where its text is in another language, that is the stop word.
 */
const message = z.object({
  from: z.string(),
  text: saying('body'),
  button: z.object({ text: z.unknown().optional(), payload: z.unknown().optional() }).optional().catch(undefined),
  interactive: z
    .object({ button_reply: saying('title'), list_reply: saying('title') })
    .optional()
    .catch(undefined),
});

const STATES: Readonly<Record<string, ChannelEvent['state']>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
};

/**
 * What a webhook says of one number. An app has one address for the webhooks of all its numbers: what is about another number
 * belongs to nobody here. A part that is not understood is passed over; refusing it would have it sent again for days.
 */
export function readWhatsAppWebhook(body: unknown, phoneNumberId: string): WebhookContent {
  const parsed = webhook.safeParse(body);
  const entries = parsed.success ? understood(entry, parsed.data.entry) : [];
  const changes = entries.flatMap(({ changes }) => understood(change, changes));
  const values = changes.map(({ value }) => value).filter(({ metadata }) => metadata.phone_number_id === phoneNumberId);
  const statuses = values.flatMap((value) => understood(status, value.statuses));
  const messages = values.flatMap((value) => understood(message, value.messages));
  return {
    events: statuses.flatMap(eventOf),
    optOuts: [...statuses.flatMap(optOutOfStatus), ...messages.flatMap(optOutOfMessage)],
  };
}

/** @returns none where it is no list */
function understood<Schema extends z.ZodType>(schema: Schema, items: unknown): z.infer<Schema>[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

function eventOf(given: z.infer<typeof status>): ChannelEvent[] {
  const state = Object.hasOwn(STATES, given.status) ? STATES[given.status] : undefined;
  const providerReference = whatsAppReferenceOf(given.id);
  if (state === undefined || providerReference === null) return [];
  return [
    {
      reference: referenceIn(given.biz_opaque_callback_data),
      providerReference,
      state,
      code: codeOf(given),
      happenedAt: new Date(Number(given.timestamp) * 1_000),
    },
  ];
}

function codeOf({ errors }: z.infer<typeof status>): string | null {
  const [error] = understood(failure, errors);
  return error === undefined ? null : String(error.code);
}

function optOutOfStatus(given: z.infer<typeof status>): OptOut[] {
  const code = codeOf(given);
  if (code === null || meaningOfWhatsAppCode(code) !== 'person opted out') return [];
  return typeof given.recipient_id === 'string' ? optOutOf(given.recipient_id, code) : [];
}

function optOutOfMessage({ from, text, button, interactive }: z.infer<typeof message>): OptOut[] {
  const { button_reply: pressed, list_reply: chosen } = interactive ?? {};
  const said = [text?.body, button?.text, button?.payload, pressed?.title, chosen?.title];
  const isOptOut = said.some((words) => typeof words === 'string' && isStopWord(words));
  return isOptOut ? optOutOf(from, 'reply') : [];
}

function optOutOf(id: string, source: string): OptOut[] {
  const address = addressOfWhatsAppId(id);
  return address === null ? [] : [{ address, source }];
}
