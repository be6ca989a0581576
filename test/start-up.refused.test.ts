import { expect, test } from '@jest/globals';
import { programOutcome } from './support/program-outcome.js';
import { services } from './support/services.js';

test.each(['main', 'worker'])(
  '%s does not start with a policy that is not sound, and names each field',
  async (entry) => {
    const policies = { delete_leads_bulk: { lockTtlSeconds: 599, maxRuntimeSeconds: 100 } };
    const { code, said } = await programOutcome(entry, {
      REDIS_URL: services.redisUrl,
      JWT_SECRET: 'a secret that is long enough for tests',
      BULKGATE_POLICIES: JSON.stringify(policies),
    });
    expect(said).toContain(
      'BULKGATE_POLICIES: delete_leads_bulk.lockTtlSeconds: 599 is under 6 x maxRuntimeSeconds (600)',
    );
    expect(said).not.toMatch(/^ +at /m); // told to whoever runs it, not a stack
    expect(code).toBe(1);
  },
);
