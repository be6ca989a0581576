import { expect } from '@jest/globals';
import type { AskApi } from '../support/asking.js';
import { addLeads } from '../support/leads.js';
import type { MessagingProviderProcess } from '../support/messaging-provider.js';
import type { System } from '../support/system.js';
import { type Canaries, found } from './canaries.js';

const PEOPLE = 12;

interface Started {
  readonly id: string;
}

/** A broadcast to people, with their names and a text in it: taken, refused, opted out, with a lost answer, and to a number twice. */
export async function sendMessages(
  system: System,
  ask: AskApi,
  canaries: Canaries,
  provider: MessagingProviderProcess,
): Promise<void> {
  const people = Array.from({ length: PEOPLE }, () => ({ name: canaries.name(), phone: canaries.number() }));
  const leads = await addLeads(system.dataSource, 1, [...people, { name: canaries.name(), phone: people[0]!.phone }]);
  await system.dataSource.query(
    `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
     SELECT 1, unnest($1::bigint[]), 'whatsapp', 'web form', now()`,
    [leads],
  );
  const modes = ['refused', 'opted-out', 'lost-after', 'failed-after', 'throttled'];
  await provider.plan({ rules: modes.map((mode, index) => ({ to: people[index]!.phone, mode, times: 1 })) });
  const parameters = { template: 'spring_letter', language: 'en', placeholders: ['{{name}}', canaries.word()] };
  const body = { type: 'broadcast_whatsapp', selection: { ids: leads }, parameters };
  expect((await ask('/api/v1/jobs?dryRun=true', { body })).status).toBe(200);
  const { id } = (await ask<Started>('/api/v1/jobs', { body })).body;
  expect(await system.finished(id)).toMatchObject({ status: 'completed', succeeded: 8, failed: 4, skipped: 1 });
  for (const outcome of ['accepted', 'unknown', 'failed', 'skipped']) {
    const { text } = await ask(`/api/v1/jobs/${id}/results?outcome=${outcome}&format=jsonl`);
    expect([outcome, found(canaries.stems, Buffer.from(text))]).not.toEqual([outcome, []]);
  }
  // It has really gone out.
  expect((await provider.seen(people[5]!.phone)).contents[0]).toContain(people[5]!.name);
}
