import { expect, test } from '@jest/globals';
import { withApi } from '../support/api.js';
import { rawRequest } from '../support/raw-request.js';

interface Offered {
  readonly items: readonly { subject: string; businessId: number; role: string; token: string }[];
}

const PATH = '/api/v1/sample-users';

test('sample users are offered where the settings say so, and each token opens a session of that user', async () => {
  await withApi({ environment: { SAMPLE_USERS: 'true' } }, async ({ url, ask }) => {
    const { status, headers, text } = await rawRequest(url, { path: PATH });
    const { items } = JSON.parse(text) as Offered;
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(items.map(({ businessId, role }) => `${role} of ${businessId}`)).toEqual([
      ...['viewer of 1', 'operator of 1', 'admin of 1', 'viewer of 2', 'operator of 2', 'admin of 2'],
    ]);
    for (const { token, subject, businessId, role } of items) {
      const opened = await ask('/api/v1/session', { method: 'POST', token });
      expect([opened.status, opened.body]).toEqual([201, expect.objectContaining({ subject, businessId, role })]);
    }
  });
});

test('a name of somebody else that leads to this machine is offered none', async () => {
  await withApi({ environment: { SAMPLE_USERS: 'true' } }, async ({ url }) => {
    const { status, text } = await rawRequest(url, { path: PATH, headers: { host: 'evil.example' } });
    expect([status, text]).toEqual([409, expect.not.stringContaining('token"')]);
  });
});

test.each([{}, { SAMPLE_USERS: 'false' }])('there are no sample users with %j', async (environment) => {
  await withApi({ environment }, async ({ ask }) => expect((await ask(PATH, { token: null })).status).toBe(404));
});
