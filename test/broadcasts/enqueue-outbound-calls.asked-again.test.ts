import { expect, test } from '@jest/globals';
import { ChannelSecrets } from '../../src/channels/channel-secrets.js';
import { openChannels } from '../../src/channels/open-channels.js';
import { openProviders } from '../../src/channels/open-providers.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { askProvidersAgain } from '../../src/upkeep/ask-providers-again.js';
import { expectNobodyTwice, numberOf, withBroadcasts } from '../support/broadcast.js';
import { withCleanups } from '../support/cleanups.js';
import { addCallable, setUpTwilio, startCalls } from '../support/outbound-calls.js';

test('Twilio is asked about calls whose answer was lost: one that it has taken is accepted, and one that it has not stays unknown', () =>
  withBroadcasts((api) =>
    withCleanups(async ({ defer }) => {
      const { provider, dataSource, config } = api;
      await setUpTwilio(api);
      await addCallable(api, [{ phone: numberOf(0) }, { phone: numberOf(1) }]);
      await provider.plan({
        rules: [
          { to: numberOf(0), mode: 'lost-after', statuses: 'never' },
          { to: numberOf(1), mode: 'lost-before' },
        ],
      });
      await api.startWorker();
      const id = await startCalls(api);
      expect(await api.finished(id)).toMatchObject({ status: 'completed', failed: 2 });
      await dataSource.query(`UPDATE outbox SET due_at = due_at - interval '1 minute'`);
      const at = { baseUrl: provider.url, connectTimeoutMs: 10_000, timeoutMs: 60_000 };
      const providers = openProviders({ whatsApp: at, twilio: at });
      defer(() => providers.close());
      const channels = openChannels(new ChannelSecrets(config.channels.keys), providers, { publicOrigin: undefined });
      const worker = await api.database.as('bulkgate_worker');
      const asking = {
        ...{ dataSource: worker, registry: operationRegistry, channels },
        onFailed(error: unknown) {
          throw error;
        },
      };
      const asked = await askProvidersAgain(asking, new AbortController().signal);
      expect(asked).toEqual({ asked: 2, found: 1 });
      expect(await expectNobodyTwice(api, id)).toEqual({ accepted: 1, unknown: 1 });
      const [adopted] = await dataSource.query<object[]>('SELECT state, reference FROM outbox ORDER BY target_id');
      expect(adopted).toEqual({ state: 'accepted', reference: expect.stringMatching(/^CA[0-9a-f]{32}$/) });
    }),
  ));
