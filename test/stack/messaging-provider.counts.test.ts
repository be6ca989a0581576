import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { withCleanups } from '../support/cleanups.js';
import { eventually } from '../support/eventually.js';
import { MessagingProviderProcess } from '../support/messaging-provider.js';
import { runProgram } from '../support/run-program.js';
import { withHttpServer } from '../support/tcp-server.js';

interface Webhook {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The stand-in, and a listener that keeps what webhooks it gets. */
function withProvider(
  test: (provider: MessagingProviderProcess, listener: string, webhooks: Webhook[]) => Promise<void>,
): Promise<void> {
  return withCleanups(async ({ opened }) => {
    const provider = await opened(MessagingProviderProcess.start(), (started) => started.stop());
    const webhooks: Webhook[] = [];
    await withHttpServer(
      (request, response) => {
        let body = '';
        request.on('data', (piece: Buffer) => (body += piece.toString()));
        request.on('end', () => {
          webhooks.push({ url: request.url!, headers: request.headers, body });
          response.end();
        });
      },
      (url) => test(provider, url, webhooks),
    );
  });
}

const NUMBER_ID = '100200300';
const APP_SECRET = 'the app secret';

function sendTemplate({ url }: MessagingProviderProcess, to: string, reference = 'ours'): Promise<Response> {
  return fetch(`${url}/v23.0/${NUMBER_ID}/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer a', 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ messaging_product: 'whatsapp', to, type: 'template', biz_opaque_callback_data: reference },
      template: { name: 'greeting', language: { code: 'en' } },
    }),
  });
}

function placeCall({ url }: MessagingProviderProcess, to: string, callback: string): Promise<Response> {
  return fetch(`${url}/2010-04-01/Accounts/AC1/Calls.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('AC1:the token').toString('base64')}` },
    body: new URLSearchParams({ To: to, From: '+15550009999', Twiml: '<Response/>', StatusCallback: callback }),
  });
}

const statusIn = ({ body }: Webhook): string => {
  const { entry } = JSON.parse(body) as { entry: { changes: { value: { statuses: { status: string }[] } }[] }[] };
  return entry[0]!.changes[0]!.value.statuses[0]!.status;
};

const isSigned = ({ body, headers }: Webhook): boolean =>
  headers['x-hub-signature-256'] === `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`;

test.each([
  ['in-order', ['sent', 'delivered', 'read'], true],
  ['doubled', ['sent', 'sent', 'delivered', 'delivered', 'read', 'read'], true],
  ['out-of-order', ['read', 'delivered', 'sent'], true],
  ['late', ['sent', 'delivered', 'read'], true],
  ['forged', ['sent', 'delivered', 'read'], false],
  ['never', [], true],
])('WhatsApp statuses %s', (statuses, expected, areSigned) =>
  withProvider(async (provider, listener, webhooks) => {
    const whatsapp = { [NUMBER_ID]: { url: listener, appSecret: APP_SECRET } };
    await provider.plan({ rules: [{ statuses }], whatsapp });
    expect((await sendTemplate(provider, '+15550000001')).status).toBe(200);
    if (statuses === 'late') expect(webhooks).toEqual([]);
    await provider.release();
    expect(webhooks.map(statusIn)).toEqual(expected);
    expect(webhooks.every(isSigned)).toBe(areSigned || expected.length === 0);
  }),
);

test('early statuses come before the answer to the message', () =>
  withProvider(async (provider, listener, webhooks) => {
    const whatsapp = { [NUMBER_ID]: { url: listener, appSecret: APP_SECRET } };
    await provider.plan({ rules: [{ statuses: 'early' }], whatsapp });
    await sendTemplate(provider, '+15550000001');
    expect(webhooks.map(statusIn)).toEqual(['sent', 'delivered', 'read']);
  }));

test('the last status of a message that fails has the code', () =>
  withProvider(async (provider, listener, webhooks) => {
    const whatsapp = { [NUMBER_ID]: { url: listener, appSecret: APP_SECRET } };
    await provider.plan({ rules: [{ fails: 131049 }], whatsapp });
    await sendTemplate(provider, '+15550000001');
    await provider.release();
    expect(webhooks.map(statusIn)).toEqual(['sent', 'failed']);
    expect(webhooks[1]!.body).toContain('"errors":[{"code":131049');
  }));

test('Twilio’s statuses come to the address of the call, signed over it and the sorted fields', () =>
  withProvider(async (provider, listener, webhooks) => {
    const callback = `${listener}/callback?reference=ours`;
    expect((await placeCall(provider, '+15550000001', callback)).status).toBe(201);
    await provider.release();
    expect(webhooks.map(({ body }) => new URLSearchParams(body).get('CallStatus'))).toEqual([
      ...['initiated', 'ringing', 'in-progress', 'completed'],
    ]);
    for (const { url, body, headers } of webhooks) {
      expect(url).toBe('/callback?reference=ours');
      const fields = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1));
      const signed = fields.reduce((text, [name, value]) => text + name + value, callback);
      const signature = createHmac('sha1', 'the token').update(signed).digest('base64');
      expect(headers['x-twilio-signature']).toBe(signature);
    }
    expect((await provider.seen('+15550000001')).references).toEqual(['ours']);
  }));

test('it counts for each recipient what came and what was taken; of rules the first that fits and is not over decides', () =>
  withProvider(async (provider) => {
    await provider.plan({
      rules: [
        { to: '+15550000001', mode: 'lost-after', times: 1 },
        { to: '+15550000002', mode: 'throttled' },
      ],
    });
    await expect(sendTemplate(provider, '+15550000001')).rejects.toThrow();
    await sendTemplate(provider, '15550000001', 'again');
    expect((await sendTemplate(provider, '+15550000002')).status).toBe(429);
    expect(await provider.seen('+15550000001')).toMatchObject({ requests: 2, got: 2, references: ['ours', 'again'] });
    expect(await provider.seen('+15550000002')).toMatchObject({ requests: 1, got: 0 });
  }));

test('a plan that it does not understand is refused and changes nothing', () =>
  withProvider(async (provider) => {
    await expect(provider.plan({ rules: [{ mode: 'tired' }] })).rejects.toThrow('tired');
    await expect(provider.plan({ rules: [{ statuses: 'sideways' }] })).rejects.toThrow('sideways');
    expect((await sendTemplate(provider, '+15550000001')).status).toBe(200);
  }));

test('a WhatsApp id has the number in it, as the real ones', () =>
  withProvider(async (provider) => {
    const sent = (await (await sendTemplate(provider, '+15550000001')).json()) as { messages: { id: string }[] };
    const [, encoded] = sent.messages[0]!.id.split('wamid.');
    expect(Buffer.from(encoded!, 'base64').toString('latin1')).toContain('15550000001');
  }));

test('a request that a provider would refuse is refused', () =>
  withProvider(async (provider) => {
    const ask = (path: string, init: RequestInit) => fetch(`${provider.url}${path}`, { method: 'POST', ...init });
    expect((await ask(`/v23.0/${NUMBER_ID}/messages`, { body: '{}' })).status).toBe(401);
    const headers = { authorization: 'Bearer a' };
    expect((await ask(`/v23.0/${NUMBER_ID}/messages`, { headers, body: '{}' })).status).toBe(400);
    expect((await ask('/2010-04-01/Accounts/AC2/Calls.json', { headers, body: '' })).status).toBe(401);
    expect((await ask('/nowhere', { headers })).status).toBe(404);
  }));

test('SIGTERM ends it with 0, also while a message waits for its answer', () =>
  withProvider(async (provider) => {
    await provider.plan({ rules: [{ mode: 'silent' }] });
    const sending = sendTemplate(provider, '+15550000001').catch(() => 'gone');
    await eventually(async () => (await provider.seen('+15550000001')).requests === 1);
    expect(await provider.stop()).toBe(0);
    expect(await sending).toBe('gone');
  }));

test('an unknown flag is refused with exit code 2', async () => {
  const { code, stderr } = await runProgram('scripts/stack/messaging-provider.mjs', ['--fast']);
  expect(code).toBe(2);
  expect(stderr).toContain('--fast');
});
