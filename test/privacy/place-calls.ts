import { expect } from '@jest/globals';
import type { AskApi } from '../support/asking.js';
import type { MessagingProviderProcess } from '../support/messaging-provider.js';
import { addCallable } from '../support/outbound-calls.js';
import type { System } from '../support/system.js';
import { testToken } from '../support/test-token.js';
import { type Canaries, found } from './canaries.js';

const PEOPLE = 12;
const SID = `AC${'0'.repeat(32)}`;

interface Started {
  readonly id: string;
}

/** Calls to people, with their names and a text in them, and callbacks that name them: taken, refused, and with a lost answer. */
export async function placeCalls(
  system: System,
  ask: AskApi,
  canaries: Canaries,
  provider: MessagingProviderProcess,
): Promise<void> {
  const token = await testToken(1, 'admin');
  const account = { accountSid: SID, perSecond: 100, countries: ['DE'], authToken: canaries.word() };
  expect((await ask('/api/v1/channels/phone', { method: 'PUT', token, body: account })).status).toBe(200);
  const people = Array.from({ length: PEOPLE }, () => ({ name: canaries.name(), phone: canaries.number() }));
  const leads = await addCallable(system, people);
  const modes = ['refused', 'opted-out', 'lost-after', 'failed-after', 'throttled'];
  // Their callbacks are held back, so that what became of a lost answer is not known before the job has ended.
  const rules = modes.map((mode, index) => ({ to: people[index]!.phone, mode, times: 1, statuses: 'late' }));
  await provider.plan({ rules });
  const parameters = {
    ...{ from: canaries.number(), perDay: 1_000, hours: { from: '00:00', until: '24:00' } },
    twiml: `<Response><Say>Hello {{name}}, ${canaries.word()}</Say></Response>`,
  };
  const body = { type: 'enqueue_outbound_calls', selection: { ids: leads }, parameters };
  expect((await ask('/api/v1/jobs?dryRun=true', { body })).status).toBe(200);
  const wrong = {
    ...body,
    parameters: { ...parameters, twiml: canaries.name(), [canaries.word()]: canaries.number() },
  };
  expect((await ask('/api/v1/jobs', { body: wrong })).status).toBe(400);
  const { id } = (await ask<Started>('/api/v1/jobs', { body })).body;
  const ended = await system.finished(id);
  expect(ended).toMatchObject({ status: 'completed', total: 12, skipped: 0 });
  // Twilio is asked about the lost answers a minute later: on a slow machine, before the job has ended.
  expect([2, 4]).toContain(ended.failed);
  await provider.release();
  const { text } = await ask(`/api/v1/jobs/${id}/results?outcome=delivered&format=jsonl`);
  // With the two whose answer was lost. The callbacks have said so.
  expect(text.trim().split('\n')).toHaveLength(10);
  expect(found(canaries.stems, Buffer.from(text))).not.toEqual([]);
  expect((await provider.seen(people[5]!.phone)).contents[0]).toContain(people[5]!.name);
}
