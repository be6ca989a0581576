import { describe, expect, test } from '@jest/globals';
import { oneInstallation, settingsThatApply } from '../../scripts/stack/service-settings.mjs';

const stack = {
  ...{ api: 'http://127.0.0.1:3000', databaseUrl: 'postgres://local', redisUrl: 'redis://local' },
  ...{
    temporalAddress: 'local:7233',
    temporalNamespace: 'default',
    temporalUi: null,
    recordingProvider: null,
    messagingProvider: null,
    pids: {},
  },
};
const local = {
  ...{ DATABASE_URL: 'postgres://local', REDIS_URL: 'redis://local' },
  ...{ TEMPORAL_ADDRESS: 'local:7233', TEMPORAL_NAMESPACE: 'default' },
};
const production = { DATABASE_URL: 'postgres://far', REDIS_URL: 'redis://far', TEMPORAL_ADDRESS: 'far:7233' };

describe('npm run gate works on one installation', () => {
  test('the one named in the environment, whole', () => {
    const env = { ...production, TEMPORAL_NAMESPACE: 'crm', TEMPORAL_API_KEY: 'k' };
    expect(oneInstallation(env, stack)).toEqual(env);
  });

  test('the local stack, without the keys and the namespace of another one', () => {
    const env = { TEMPORAL_NAMESPACE: 'crm', TEMPORAL_API_KEY: 'k', REDIS_CA_FILE: '/ca', REDIS_URL: '', LANG: 'C' };
    expect(oneInstallation(env, stack)).toEqual({ ...local, LANG: 'C' });
  });

  test('the local stack when the shell names a service that this stack uses', () => {
    expect(oneInstallation({ REDIS_URL: 'redis://local' }, stack)).toEqual(local);
  });

  test.each([
    [{ REDIS_URL: 'redis://far' }, 'REDIS_URL is in the environment, DATABASE_URL and TEMPORAL_ADDRESS are not'],
    [
      { DATABASE_URL: 'postgres://far', REDIS_URL: 'redis://far', TEMPORAL_ADDRESS: '' },
      'DATABASE_URL and REDIS_URL are in the environment, TEMPORAL_ADDRESS is not',
    ],
  ])('never a mixture with the local stack: %j', (env, message) => {
    expect(() => oneInstallation(env, stack)).toThrow(message);
    expect(() => oneInstallation(env, null)).toThrow(message);
  });

  test('none where nothing is named and no stack is up', () => {
    expect(oneInstallation({ LANG: 'C' }, null)).toBeNull();
  });
});

test('keys and certificates go with the service they belong to', () => {
  const env = { REDIS_URL: 'rediss://far', REDIS_CA_FILE: '/ca', TEMPORAL_TLS: 'true', DATABASE_CA_FILE: '/ca' };
  expect(settingsThatApply(env)).toEqual({ REDIS_URL: 'rediss://far', REDIS_CA_FILE: '/ca' });
});
