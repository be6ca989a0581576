import { z } from 'zod';
import type { TemplateMessage, WhatsAppChannel } from '../channels.js';
import type { MessagesDefinition } from '../definition.js';
import { DEFAULT_POLICY } from '../policy.js';
import { leadTargets } from './lead-targets.js';
import { leadText, textsForLead } from './lead-text.js';

/** WhatsApp's own limits. */
const MOST_PLACEHOLDERS = 20;
const MAX_PLACEHOLDER = 1_024;
const MAX_TEMPLATE = 512;

const parameters = z
  .strictObject({
    template: z
      .string()
      .max(MAX_TEMPLATE)
      .regex(/^[a-z0-9_]+$/, { error: 'must be lower-case letters, digits and _' })
      .describe('The name of a template that WhatsApp has approved'),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(_[A-Z]{2,3})?$/, { error: 'must be a language of the template, such as en or en_US' })
      .describe('In which language of the template: en, en_US'),
    placeholders: z
      .array(leadText(MAX_PLACEHOLDER))
      .max(MOST_PLACEHOLDERS)
      .optional()
      .describe('What stands in the placeholders of its body, in their order. {{name}} is the name of the lead'),
  })
  .meta({ id: 'WhatsAppBroadcast' });

interface Content {
  readonly channel: Pick<WhatsAppChannel, 'sendTemplate'>;
  readonly message: Pick<TemplateMessage, 'template' | 'language' | 'parameters'>;
}

export const broadcastWhatsApp: MessagesDefinition<z.infer<typeof parameters>> = {
  type: 'broadcast_whatsapp',
  summary: 'Send a WhatsApp message',
  policy: { ...DEFAULT_POLICY, lockTtlSeconds: 7_200 },
  targets: leadTargets,
  kind: 'messages',
  channel: 'whatsapp',
  parameters,
  async compose(sql, { businessId, ids }, _, channels) {
    const channel = await channels.whatsApp(sql, businessId);
    return channel.recipientsOf(sql, ids.toArray());
  },
  async paceOf(sql, { businessId }, _, channels) {
    const { pace } = await channels.whatsApp(sql, businessId);
    return pace;
  },
  previewOf: (sql, target, { placeholders = [] }) => textsForLead(sql, target, placeholders),
  async contentOf(sql, message, { template, language, placeholders = [] }, channels) {
    const channel = await channels.whatsApp(sql, message.businessId);
    const skipped = await channel.reasonAgainst(sql, message);
    if (skipped !== null) return { skipped };
    const texts = await textsForLead(sql, message, placeholders);
    if (texts === null) return { skipped: 'field_is_empty' };
    const content: Content = { channel, message: { template, language, parameters: texts } };
    return { content };
  },
  send({ address, reference, content }, stop) {
    const { channel, message } = content as Content;
    return channel.sendTemplate({ ...message, to: address, reference }, stop);
  },
};
