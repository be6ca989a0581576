import { expect, test as testApart } from '@jest/globals';
import { ChannelSecrets, type SealedSecrets } from '../../src/channels/channel-secrets.js';
import { type TestApi, withApi } from '../support/api.js';
import { auditEntries } from '../support/audit.js';
import { codecKey, codecKeysText } from '../support/codec-keys.js';
import { shareApi } from '../support/shared-api.js';
import { testToken } from '../support/test-token.js';

const test = shareApi();

const CHANNELS = '/api/v1/channels';
const SECRETS = { accessToken: 'token-kanary-1', appSecret: 'secret-kanary-2', verifyToken: 'verify-kanary-3' };
const WHATSAPP = { phoneNumberId: '106540352242922', countries: ['DE', 'AT', 'DE'], ...SECRETS };
const PHONE = { accountSid: `AC${'0123456789abcdef'.repeat(2)}`, countries: ['US'], authToken: 'token-kanary-4' };

interface Answer {
  readonly errors?: readonly { readonly field: string }[];
  readonly code?: string;
}

async function put({ ask }: TestApi, channel: string, body: object, businessId = 1) {
  const token = await testToken(businessId, 'admin');
  return ask<Answer & Record<string, unknown>>(`${CHANNELS}/${channel}`, { method: 'PUT', token, body });
}

/** What the database keeps, opened with the keys of the API. */
async function keptSecrets({ dataSource, config }: TestApi, businessId = 1) {
  const [row] = await dataSource.query<SealedSecrets[]>(
    `SELECT key_id AS "keyId", secrets AS sealed FROM channel_accounts WHERE business_id = $1 AND channel = 'whatsapp'`,
    [businessId],
  );
  return row ? new ChannelSecrets(config.channels.keys).open({ businessId, channel: 'whatsapp' }, row) : undefined;
}

test('an account is set up and shown to its business, without its secrets', async (api) => {
  const { ask, dataSource, logged } = api;
  const account = {
    ...{ channel: 'whatsapp', sender: WHATSAPP.phoneNumberId, perSecond: 60, peoplePerDay: 250 },
    countries: ['AT', 'DE'],
    webhookPath: expect.stringMatching(/^\/api\/v1\/webhooks\/whatsapp\/1-[0-9a-f-]{36}$/),
    ...{ changedAt: expect.any(String), changedBy: expect.any(String) },
  };
  const answer = await put(api, 'whatsapp', { ...WHATSAPP, peoplePerDay: 250 });
  expect([answer.status, answer.body]).toEqual([200, account]);
  expect((await put(api, 'phone', PHONE)).body).toMatchObject({ channel: 'phone', perSecond: 1, countries: ['US'] });

  const seen = await ask<{ items: unknown[] }>(CHANNELS, { token: await testToken(1, 'viewer') });
  expect(seen.body.items).toEqual([expect.objectContaining({ sender: PHONE.accountSid }), account]);
  expect((await ask(CHANNELS, { token: await testToken(2, 'admin') })).body).toEqual({ items: [] });

  expect(await keptSecrets(api)).toEqual(SECRETS);
  const rows = await dataSource.query<unknown[]>(
    'SELECT a::text FROM channel_accounts a UNION ALL SELECT l::text FROM audit_log l',
  );
  const hex = Buffer.from('kanary').toString('hex');
  for (const text of [seen.text, answer.text, JSON.stringify(rows), JSON.stringify(logged)]) {
    expect(text).not.toMatch(new RegExp(`kanary|${hex}`));
  }
});

test('the log says who changed which channel, and which secrets by name', async (api) => {
  await put(api, 'whatsapp', WHATSAPP);
  await put(api, 'whatsapp', { phoneNumberId: WHATSAPP.phoneNumberId, countries: ['DE'] });
  await put(api, 'whatsapp', { ...WHATSAPP, countries: [] });
  const entries = await auditEntries(api.dataSource);
  expect(entries.map(({ action, target, selection, result }) => [action, target, selection, result])).toEqual([
    ['channel.change', 'whatsapp', 'secrets: accessToken, appSecret, verifyToken', 'done'],
    ['channel.change', 'whatsapp', 'secrets: none', 'done'],
    ['channel.change', null, null, 'refused'],
  ]);
});

test('a secret that is left out stays as long as the account does', async (api) => {
  await put(api, 'whatsapp', WHATSAPP);
  const same = { phoneNumberId: WHATSAPP.phoneNumberId, countries: ['CH'] };
  expect((await put(api, 'whatsapp', { ...same, accessToken: 'token-kanary-5' })).body.countries).toEqual(['CH']);
  expect(await keptSecrets(api)).toEqual({ ...SECRETS, accessToken: 'token-kanary-5' });

  const other = await put(api, 'whatsapp', { ...same, phoneNumberId: '99999', appSecret: 'secret-kanary-6' });
  expect([other.status, other.body.errors?.map(({ field }) => field)]).toEqual([400, ['accessToken', 'verifyToken']]);
  expect(await keptSecrets(api)).toEqual({ ...SECRETS, accessToken: 'token-kanary-5' });
});

test('a number of WhatsApp belongs to one business; a Twilio account may be shared', async (api) => {
  await put(api, 'whatsapp', WHATSAPP);
  const other = await put(api, 'whatsapp', { ...WHATSAPP, phoneNumberId: '99999', countries: ['CH'] }, 2);
  expect(other.status).toBe(200);
  const taken = await put(api, 'whatsapp', WHATSAPP, 2);
  expect([taken.status, taken.body.code]).toEqual([409, 'sender_taken']);
  const numbers = 'SELECT business_id AS "businessId", sender, countries FROM channel_accounts ORDER BY 1';
  expect(await api.dataSource.query(numbers)).toEqual([
    { businessId: 1, sender: WHATSAPP.phoneNumberId, countries: ['AT', 'DE'] },
    { businessId: 2, sender: '99999', countries: ['CH'] },
  ]);
  // Of several at once one has it.
  const racers = await Promise.all(
    [3, 4, 5].map((id) => put(api, 'whatsapp', { ...WHATSAPP, phoneNumberId: '77777' }, id)),
  );
  expect(racers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect([(await put(api, 'phone', PHONE)).status, (await put(api, 'phone', PHONE, 2)).status]).toEqual([200, 200]);
});

test('an account that is new needs all of its secrets, and leaves nothing behind without them', async (api) => {
  const { status, body } = await put(api, 'phone', { ...PHONE, authToken: undefined });
  expect([status, body.errors?.map(({ field }) => field)]).toEqual([400, ['authToken']]);
  expect(await api.dataSource.query('SELECT 1 FROM channel_accounts')).toEqual([]);
});

test('changes at the same time lose none of each other’s secrets', async (api) => {
  await put(api, 'whatsapp', WHATSAPP);
  const same = { phoneNumberId: WHATSAPP.phoneNumberId, countries: ['DE'] };
  const changes = [{ accessToken: 'new-token-1' }, { appSecret: 'new-secret-2' }, { verifyToken: 'new-verify-3' }];
  const answers = await Promise.all(changes.map((change) => put(api, 'whatsapp', { ...same, ...change })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await keptSecrets(api)).toEqual(Object.assign({}, ...changes));
});

const FAULTS: readonly (readonly [string, string, object])[] = [
  ['countries', 'whatsapp', { ...WHATSAPP, countries: [] }],
  ['countries.0', 'whatsapp', { ...WHATSAPP, countries: ['XX'] }],
  ['countries.1', 'phone', { ...PHONE, countries: ['DE', 'de'] }],
  ['phoneNumberId', 'whatsapp', { ...WHATSAPP, phoneNumberId: '+49170' }],
  ['accountSid', 'phone', { ...PHONE, accountSid: 'AC1/../AC2' }],
  ['perSecond', 'whatsapp', { ...WHATSAPP, perSecond: 0 }],
  ['peoplePerDay', 'whatsapp', { ...WHATSAPP, peoplePerDay: 0 }],
  ['peoplePerDay', 'phone', { ...PHONE, peoplePerDay: 250 }],
  ['accessToken', 'whatsapp', { ...WHATSAPP, accessToken: 'a token\r\nx: y' }],
  ['authToken', 'phone', { ...PHONE, authToken: 'short' }],
  ['baseUrl', 'phone', { ...PHONE, baseUrl: 'https://evil.example' }],
  ['accessToken', 'phone', { ...PHONE, accessToken: 'of-the-other-channel' }],
];

test('what is wrong is named, and nothing is kept', async (api) => {
  for (const [field, channel, body] of FAULTS) {
    const answer = await put(api, channel, body);
    expect([field, answer.status, answer.body.errors?.map((error) => error.field)]).toEqual([field, 400, [field]]);
  }
  expect((await put(api, 'pigeon', PHONE)).status).toBe(404);
  expect(await api.dataSource.query('SELECT 1 FROM channel_accounts')).toEqual([]);
});

test('a row that is copied into another business opens there no more', async (api) => {
  await put(api, 'whatsapp', WHATSAPP);
  await api.dataSource.query(
    `INSERT INTO channel_accounts SELECT 2, channel, gen_random_uuid(), '99999', per_second, countries, secrets, key_id,
            changed_at, changed_by FROM channel_accounts`,
  );
  const { status } = await put(api, 'whatsapp', { phoneNumberId: '99999', countries: ['DE'] }, 2);
  expect([status, await keptSecrets(api, 2)]).toEqual([400, null]);
});

testApart('without a key no channel is set up, and the answer says whose fault that is', () =>
  withApi({ environment: { CHANNEL_KEYS: '' } }, async (api) => {
    const { status, body } = await put(api, 'whatsapp', WHATSAPP);
    expect([status, body.code]).toEqual([503, 'channel_keys_missing']);
  }),
);

testApart('what an older key has sealed is kept, and sealed by the newest with the next change', () => {
  const [old, current] = [codecKey('old'), codecKey('current')];
  return withApi({ environment: { CHANNEL_KEYS: codecKeysText(current, old) } }, async (api) => {
    await put(api, 'whatsapp', WHATSAPP);
    const before = new ChannelSecrets([old]).seal({ businessId: 1, channel: 'whatsapp' }, SECRETS);
    const change = 'UPDATE channel_accounts SET secrets = $1, key_id = $2';
    await api.dataSource.query(change, [before.sealed, before.keyId]);
    const same = { phoneNumberId: WHATSAPP.phoneNumberId, countries: ['DE'] };
    expect((await put(api, 'whatsapp', same)).status).toBe(200);
    expect(await keptSecrets(api)).toEqual(SECRETS);
    const keyIds = await api.dataSource.query<unknown[]>('SELECT key_id AS "keyId" FROM channel_accounts');
    expect(keyIds).toEqual([{ keyId: 'current' }]);
  });
});
