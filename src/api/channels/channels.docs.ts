import { ApiBody } from '@nestjs/swagger';
import { Answer, Problems } from '../docs/answer-docs.js';
import {
  CallerDocs,
  ChangeDocs,
  DatabaseProblems,
  InvalidRequest,
  LimitedRead,
  UnreadableBody,
} from '../docs/route-docs.js';
import { schemaRef } from '../docs/schema-ref.js';
import type { SchemaName } from '../docs/schemas.js';
import { auditUnavailable } from '../problems.js';
import { channelKeysMissing, senderTaken } from './channel-problems.js';

export const ListChannelsDocs = CallerDocs(
  'List channels',
  'The accounts of your business at the providers of its channels, without their secrets.',
  Answer(200, 'ChannelList', 'The channels that are set up'),
  DatabaseProblems(),
  LimitedRead(),
);

const PutDocs = (summary: string, schema: SchemaName, example: object, ...more: readonly MethodDecorator[]) =>
  ChangeDocs(
    summary,
    'Sets up the account of your business, or replaces it. Secrets are encrypted and never shown again; one that is left ' +
      'out stays as it is, as long as the account is the same. Webhooks that are signed with the secret before are believed for ' +
      '24 hours more; send the same secret once more to end that. Messages go to the listed countries only.',
    ApiBody({ required: true, schema: schemaRef(schema) as never, examples: { account: { value: example } } }),
    Answer(200, 'Channel', 'Set up'),
    InvalidRequest('countries', 'Too small: expected array to have >=1 items'),
    UnreadableBody(),
    DatabaseProblems(auditUnavailable()),
    Problems('Something is away; see Retry-After', channelKeysMissing()),
    ...more,
  );

export const PutWhatsAppDocs = PutDocs(
  'Set up WhatsApp',
  'WhatsAppAccount',
  {
    phoneNumberId: '106540352242922',
    perSecond: 60,
    countries: ['DE', 'AT'],
    accessToken: 'EAAG-an-access-token',
    appSecret: 'the-secret-of-the-app',
    verifyToken: 'a-text-of-your-own',
  },
  Problems('The number belongs to another business', senderTaken()),
);

export const PutPhoneDocs = PutDocs('Set up calls', 'PhoneAccount', {
  accountSid: 'AC0123456789abcdef0123456789abcdef',
  perSecond: 1,
  countries: ['DE', 'AT'],
  authToken: 'the-auth-token-of-the-account',
});
