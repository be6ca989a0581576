import { expect, test } from '@jest/globals';
import { ChannelSecrets } from '../../src/channels/channel-secrets.js';
import { openAccount } from '../../src/channels/open-account.js';
import { openProviders } from '../../src/channels/open-providers.js';
import { Business } from '../../src/db/business.js';
import { putChannelAccount } from '../../src/db/repositories/channel-accounts.js';
import { withCleanups } from '../support/cleanups.js';
import { codecKey } from '../support/codec-keys.js';
import { MessagingProviderProcess } from '../support/messaging-provider.js';
import { withDatabase } from '../support/test-database.js';

const OWNER = { businessId: 1, channel: 'whatsapp' } as const;
const KEY = codecKey('a');

test('a worker opens the account that the API has sealed, and sends with it', () =>
  withDatabase(async (database) =>
    withCleanups(async ({ opened, defer }) => {
      const provider = await opened(MessagingProviderProcess.start(), (started) => started.stop());
      const secrets = new ChannelSecrets([KEY]);
      const api = new Business(await database.as('bulkgate_api'), 1);
      await api.transaction((sql) =>
        putChannelAccount(sql, 1, {
          ...{ channel: 'whatsapp', sender: '106540352242922', perSecond: 60, peoplePerDay: null },
          ...{ countries: ['DE'], changedBy: 'admin-1' },
          ...secrets.seal(OWNER, { accessToken: 'an-access-token' }),
        }),
      );
      const worker = new Business(await database.as('bulkgate_worker'), 1);
      const account = await openAccount(worker, OWNER, secrets);
      expect(account).toMatchObject({ sender: '106540352242922', perSecond: 60, countries: ['DE'] });
      expect(await openAccount(worker, { ...OWNER, channel: 'phone' }, secrets)).toBeNull();
      expect(await openAccount(worker, OWNER, new ChannelSecrets([codecKey('b')]))).toBeNull();

      const limits = { connectTimeoutMs: 10_000, timeoutMs: 60_000 };
      const providers = openProviders({
        whatsApp: { baseUrl: `${provider.url}/v23.0`, ...limits },
        twilio: { baseUrl: provider.url, ...limits },
      });
      defer(() => providers.close());
      const number = { phoneNumberId: account!.sender, accessToken: account!.secrets.accessToken! };
      const message = { to: '+491701234567', template: 'greeting', language: 'en', parameters: [], reference: 'ours' };
      expect(await providers.whatsApp.sendTemplate(number, message)).toMatchObject({ kind: 'accepted' });
    }),
  ));
