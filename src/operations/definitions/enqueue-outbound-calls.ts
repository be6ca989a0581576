import { z } from 'zod';
import { callingHoursSchema } from '../calling-hours.js';
import type { CallToPlace, TwilioChannel } from '../channels.js';
import type { MessagesDefinition } from '../definition.js';
import { DEFAULT_POLICY } from '../policy.js';
import { fillTwiml, twimlFault } from '../twiml.js';
import { leadTargets } from './lead-targets.js';
import { namesLeadFields, textsForLead } from './lead-text.js';

/** Twilio's own limit. */
const MAX_TWIML = 4_000;
const MAX_URL = 1_000;
const MOST_PER_DAY = 1_000_000;

const parameters = z
  .strictObject({
    from: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/, { error: 'must be a number with its country, such as +14155550100' })
      .describe('The number that people see: one of the Twilio account'),
    twiml: z
      .string()
      .max(MAX_TWIML)
      .check(isWellFormed, namesLeadFields)
      .optional()
      .describe('What is said and done, as TwiML. {{name}} is the name of the lead. Either it or url'),
    url: z
      .string()
      .max(MAX_URL)
      .regex(/^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?][\x21-\x7a|~]*)?$/, { error: 'must be an https address' })
      .optional()
      .describe('Where Twilio asks for the TwiML of each call'),
    hours: callingHoursSchema.optional(),
    perDay: z.int().min(1).max(MOST_PER_DAY).optional().describe('At most so many calls of this job on one day of UTC'),
  })
  .check(({ value, issues }) => {
    const { twiml, url } = value;
    if (twiml !== undefined && url !== undefined) {
      issues.push({
        code: 'custom',
        input: value,
        path: ['url'],
        message: 'is given beside twiml: leave one of them out',
      });
    } else if (twiml === undefined && url === undefined) {
      issues.push({ code: 'custom', input: value, path: ['twiml'], message: 'is needed, or url' });
    }
  })
  .meta({ id: 'OutboundCalls' });

function isWellFormed({ value, issues }: Parameters<z.core.CheckFn<string>>[0]): void {
  const fault = twimlFault(value);
  if (fault !== null) issues.push({ code: 'custom', input: value, message: fault });
}

interface Content {
  readonly channel: Pick<TwilioChannel, 'placeCall'>;
  readonly call: Pick<CallToPlace, 'from' | 'content'>;
}

export const enqueueOutboundCalls: MessagesDefinition<z.infer<typeof parameters>> = {
  type: 'enqueue_outbound_calls',
  summary: 'Call by phone',
  policy: { ...DEFAULT_POLICY, lockTtlSeconds: 3_600 },
  targets: leadTargets,
  kind: 'messages',
  channel: 'phone',
  parameters,
  limitsOf: ({ hours, perDay }) => ({ hours, perDay }),
  async compose(sql, { businessId, ids }, { hours }, channels) {
    const channel = await channels.twilio(sql, businessId, hours);
    return channel.recipientsOf(sql, ids.toArray());
  },
  async paceOf(sql, { businessId }, _, channels) {
    const { pace } = await channels.twilio(sql, businessId);
    return pace;
  },
  previewOf: (sql, target, { twiml }) => textsForLead(sql, target, twiml === undefined ? [] : [twiml], fillTwiml),
  async contentOf(sql, message, { from, twiml, url, hours }, channels) {
    const channel = await channels.twilio(sql, message.businessId, hours);
    const skipped = await channel.reasonAgainst(sql, message);
    if (skipped !== null) return { skipped };
    if (twiml === undefined) return { content: { channel, call: { from, content: { url: url! } } } satisfies Content };
    const texts = await textsForLead(sql, message, [twiml], fillTwiml);
    if (texts === null) return { skipped: 'field_is_empty' };
    const content: Content = { channel, call: { from, content: { twiml: texts[0]! } } };
    return { content };
  },
  send({ address, reference, content }, stop) {
    const { channel, call } = content as Content;
    return channel.placeCall({ ...call, to: address, reference }, stop);
  },
  async findSent(sql, { businessId, address, since, until }, { from }, channels) {
    const channel = await channels.twilio(sql, businessId);
    return channel.findCalls({ to: address, from, since, until });
  },
};
