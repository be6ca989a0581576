import { z } from 'zod';
import type { SendOutcome } from '../../src/channels/send-outcome.js';
import { TargetRefused } from '../../src/operations/errors.js';
import type { MessagesDefinition } from '../../src/operations/definition.js';
import { canaryIncrement } from './canary.js';

const parameters = z.strictObject({
  /** Of the stand-in that takes the messages. */
  url: z.url(),
  perSecond: z.number().default(1_000),
});

/**
 * An operation that sends each canary a message, by way of a stand-in that counts them. A canary can be told to misbehave:
 * - `mood` 'at A': it has the address A; else `canary-` and its id
 * - 'no consent': skipped when it is composed, and, if it became so later, when it is claimed
 * - 'refused': refused by the domain as it is composed; 'uncomposable': nothing of its chunk can be composed (38000)
 * - 'unreadable': what it is to say cannot be read (22012)
 */
export const canaryMessage: MessagesDefinition<z.infer<typeof parameters>> = {
  type: 'canary_message',
  summary: 'Send canaries a message',
  policy: canaryIncrement.policy,
  targets: canaryIncrement.targets,
  kind: 'messages',
  parameters,
  async compose(sql, { businessId, ids }) {
    const canaries = await sql.query<{ id: number; mood: string }>(
      'SELECT id, mood FROM canaries WHERE business_id = $1 AND id = ANY($2::bigint[]) ORDER BY id',
      [businessId, ids],
    );
    if (canaries.some(({ mood }) => mood === 'refused')) throw new TargetRefused('canary_refused');
    if (canaries.some(({ mood }) => mood === 'uncomposable')) {
      await sql.query(`DO $$ BEGIN RAISE 'broken' USING ERRCODE = '38000'; END $$`);
    }
    return canaries.map(({ id: targetId, mood }) => {
      if (mood === 'no consent') return { targetId, skipped: 'no_consent' };
      return { targetId, address: mood.startsWith('at ') ? mood.slice('at '.length) : `canary-${targetId}` };
    });
  },
  paceOf: (_, { businessId }, { perSecond }) => Promise.resolve({ key: `canary:${businessId}`, perSecond }),
  async contentOf(sql, { businessId, targetId }, { url }) {
    const [canary] = await sql.query<{ mood: string }>(
      `SELECT mood, CASE mood WHEN 'unreadable' THEN 1 / (id - id) END FROM canaries WHERE business_id = $1 AND id = $2`,
      [businessId, targetId],
    );
    return canary?.mood === 'no consent' ? { skipped: 'no_consent' } : { content: url };
  },
  async send({ address, reference, content }, signal) {
    let answer: Response;
    try {
      const body = JSON.stringify({ address, reference });
      answer = await fetch(content as string, { method: 'POST', body, signal, redirect: 'error' });
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      if (cause?.code !== 'ECONNREFUSED') return { kind: 'unknown', code: 'answer_lost' };
      return { kind: 'not processed', code: 'no_connection', retryAfterMs: null, onlyPerson: false };
    }
    return (await answer.json()) as SendOutcome;
  },
};
