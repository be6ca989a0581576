import { expect, test } from '@jest/globals';
import { numberOf, withBroadcasts } from '../support/broadcast.js';
import { withCleanups } from '../support/cleanups.js';
import { eventually } from '../support/eventually.js';
import { addCallable, setUpTwilio, startCalls } from '../support/outbound-calls.js';
import { ProductWorker } from '../support/product-process.js';

test('a worker of the product finds the call that Twilio has placed without an answer, and counts what it was told', () =>
  withBroadcasts((api) =>
    withCleanups(async ({ opened }) => {
      await setUpTwilio(api);
      await addCallable(
        api,
        Array.from({ length: 4 }, (_, n) => ({ phone: numberOf(n) })),
      );
      await api.provider.plan({
        rules: [
          { to: numberOf(0), mode: 'lost-after' },
          { to: numberOf(1), mode: 'lost-before' },
          { to: numberOf(2), mode: 'refused' },
        ],
      });
      const starting = ProductWorker.startReady(api.environment, { logLevel: 'info' });
      const worker = await opened(starting, (started) => started.kill());
      const id = await startCalls(api);
      const ended = await api.finished(id);
      // The first one may be found before its chunk is closed.
      expect([ended.status, ended.succeeded + ended.failed]).toEqual(['completed', 4]);
      const states = ['accepted', 'unknown', 'failed', 'accepted'];
      await eventually(async () => {
        const rows = await api.dataSource.query<{ state: string; reference: string | null }[]>(
          'SELECT state, reference FROM outbox WHERE job_id = $1 ORDER BY target_id',
          [id],
        );
        expect(rows.map(({ state }) => state)).toEqual(states);
        expect(rows[0]!.reference).toMatch(/^CA[0-9a-f]{32}$/);
      });
      const requests = (outcome: string) => `bulkgate_provider_requests_total{channel="phone",outcome="${outcome}"}`;
      await eventually(async () => {
        const metrics = await worker.metrics();
        expect(metrics).toContain(`${requests('accepted')} 1\n`);
        expect(metrics).toContain(`${requests('refused')} 1\n`);
        expect(metrics).toContain(`${requests('lost')} 2\n`);
        expect(metrics).toContain('bulkgate_provider_look_ups_total{result="found"} 1\n');
        expect(metrics).toContain('bulkgate_unknown_messages{operation_type="enqueue_outbound_calls"} 1\n');
      });
    }),
  ));
