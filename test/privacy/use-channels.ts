import { createHmac } from 'node:crypto';
import { expect } from '@jest/globals';
import type { AskApi } from '../support/asking.js';
import { testToken } from '../support/test-token.js';
import type { Canaries } from './canaries.js';

const NUMBER = '106540352242922';

/** Secrets that an admin sends, and webhooks that name people: signed ones, and one that is forged. */
export async function useChannels(ask: AskApi, url: string, canaries: Canaries): Promise<void> {
  const token = await testToken(1, 'admin');
  const [accessToken, appSecret, verifyToken] = [canaries.word(), canaries.word(), canaries.word()];
  const body = { phoneNumberId: NUMBER, countries: ['DE'], accessToken, appSecret, verifyToken };
  const put = await ask<{ webhookPath: string }>('/api/v1/channels/whatsapp', { method: 'PUT', token, body });
  expect(put.status).toBe(200);
  const refused = await ask('/api/v1/channels/whatsapp', {
    ...{ method: 'PUT', token, body: { ...body, countries: [canaries.word()], [canaries.word()]: canaries.phone() } },
  });
  expect(refused.status).toBe(400);
  const address = `${url}${put.body.webhookPath}`;
  for (const secret of [appSecret, 'forged']) {
    const content = JSON.stringify(webhookAbout(canaries));
    const signature = createHmac('sha256', secret).update(content).digest('hex');
    const { status } = await fetch(`${address}?name=${canaries.word()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body: content,
    });
    expect(status).toBe(secret === appSecret ? 200 : 401);
  }
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '1' };
  expect((await fetch(`${address}?${new URLSearchParams(query).toString()}`)).status).toBe(200);
}

function webhookAbout(canaries: Canaries): object {
  const messages = [
    { from: canaries.phone().slice(1), text: { body: `${canaries.name()} wants no more` } },
    { from: '491701234567', text: { body: 'stop' } },
  ];
  const statuses = [
    {
      ...{ id: 'wamid.1', status: 'failed', timestamp: '1767268800', recipient_id: canaries.phone().slice(1) },
      errors: [{ code: 131026, title: canaries.name(), error_data: { details: canaries.email() } }],
    },
  ];
  const contacts = [{ profile: { name: canaries.name() }, wa_id: canaries.phone().slice(1) }];
  const value = { metadata: { phone_number_id: NUMBER }, contacts, messages, statuses };
  return { object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value }] }] };
}
