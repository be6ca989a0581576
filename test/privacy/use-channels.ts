import { createHmac, randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { insertMessages } from '../../src/db/repositories/outbox-chunks.js';
import type { AskApi } from '../support/asking.js';
import { testToken } from '../support/test-token.js';
import type { Canaries } from './canaries.js';

const NUMBER = '106540352242922';

/** Secrets that an admin sends, and webhooks that name people, about a message that was sent: signed ones, and one that is forged. */
export async function useChannels(ask: AskApi, url: string, dataSource: DataSource, canaries: Canaries): Promise<void> {
  const [jobId, number] = [randomUUID(), canaries.phone()];
  const chunk = { businessId: 1, jobId, streamNo: 1, chunkNo: 1 };
  await insertMessages(new Business(dataSource, 1), chunk, [{ targetId: 1, address: number }]);
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
    const content = JSON.stringify(webhookAbout({ reference: `${jobId}:1`, address: number }, canaries));
    const signature = createHmac('sha256', secret).update(content).digest('hex');
    const { status } = await fetch(`${address}?name=${canaries.word()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body: content,
    });
    expect(status).toBe(secret === appSecret ? 200 : 401);
  }
  const stored = `SELECT o.state FROM channel_events e JOIN outbox o ON e.provider_reference = o.reference WHERE job_id = $1`;
  expect(await dataSource.query(stored, [jobId])).toEqual([{ state: 'failed' }]);
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '1' };
  expect((await fetch(`${address}?${new URLSearchParams(query).toString()}`)).status).toBe(200);
}

/** As WhatsApp makes it: the number is in it. */
function whatsAppId(address: string): string {
  const digits = address.slice(1);
  return `wamid.${Buffer.from(`\x1c\x18${String.fromCharCode(digits.length)}${digits}\x15\x02\0`).toString('base64')}`;
}

function webhookAbout(sent: { readonly reference: string; readonly address: string }, canaries: Canaries): object {
  const messages = [
    { from: canaries.phone().slice(1), text: { body: `${canaries.name()} wants no more` } },
    { from: '491701234567', text: { body: 'stop' } },
  ];
  const statuses = [
    {
      ...{ id: whatsAppId(sent.address), status: 'failed', timestamp: '1767268800' },
      ...{ recipient_id: sent.address.slice(1), biz_opaque_callback_data: sent.reference },
      errors: [{ code: 131026, title: canaries.name(), error_data: { details: canaries.email() } }],
    },
  ];
  const contacts = [{ profile: { name: canaries.name() }, wa_id: canaries.phone().slice(1) }];
  const value = { metadata: { phone_number_id: NUMBER }, contacts, messages, statuses };
  return { object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value }] }] };
}
