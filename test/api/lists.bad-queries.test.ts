import { expect, test } from '@jest/globals';
import { acceptedJob } from '../support/accepted-job.js';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { share } from '../support/share.js';

/** Refused questions leave nothing behind. */
const onApi = share<TestApi>((use) => withApi({}, use));

const NOT_A_CURSOR = 'is not a cursor of this list';
const OTHER_SORT = 'is a cursor of another sort';
const NO_OUTCOME = 'must be one of succeeded, failed, skipped, accepted, sent, delivered, read, unknown';

interface Invalid {
  readonly code: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

type Bad = readonly [query: string, fields: readonly string[], message?: string];

/** Bad values of one field. */
const each = (field: string, ...values: readonly string[]): readonly Bad[] =>
  values.map((value) => [`${field}=${value}`, [field]]);

/** List → query → the fields that the answer must name, and in which words where they are the list's own. */
const BAD: Readonly<Record<string, readonly Bad[]>> = {
  '/jobs': [
    ...each('limit', '0', '-1', '501', '1.5', 'ten', '', '1e2', '1&limit=2'),
    ...each('cursor', 'abc', 'MQ'),
    ['status=running,asleep', ['status.1']],
    ['type=DROP%20TABLE', ['type.0']],
    ['page=2', ['page']],
  ],
  '/leads': [
    ...each('importId', '0', '5603.00000000000000000001', '9007199254740993', '1e3', '1&importId=2'),
    ...each('text', '%00', '%20'),
    ['ids=1,0,x', ['ids.1', 'ids.2']],
    ['ids=', ['ids.0']],
    [`ids=${'7,'.repeat(200)}7`, ['ids']],
    ['status=%E2%80%8B&source=%09', ['status', 'source']],
    ['createdAfter=1', ['createdAfter']],
    ...each(
      'cursor',
      'LTE',
      'after-1',
      'after.id.01',
      'after.id.-1',
      'after.createdAt.1',
      'above.id.1',
      'after.id.1.1',
    ),
    ['cursor=after.createdAt.1.x', ['cursor'], NOT_A_CURSOR],
    ['cursor=after.-id.1', ['cursor'], OTHER_SORT],
    ['sort=-id&cursor=after.id.1', ['cursor'], OTHER_SORT],
    ['sort=createdAt&cursor=before.-createdAt.1.1', ['cursor'], OTHER_SORT],
    ...each('sort', 'name', '', 'ID', '%2Bid', 'id,createdAt', 'id&sort=id'),
    ...each('withCount', '1', 'yes', ''),
    ['colour=red', ['colour']],
  ],
  '/calls': [
    ...each('limit', '0', '-1', '501', '1.5', 'x', '', '1&limit=2', '1e2'),
    ...each('cursor', '', '0', '-5', 'x', '1%00', '9999999999999999', '1&cursor=2', "1'%20OR%20'1'='1"),
    ['business_id=2', ['business_id']],
    ['sort=id', ['sort']],
  ],
  '/audit': [
    ...each('operationType', 'Delete%20leads', 'a&operationType=b'),
    ...each('subject', '', '%20', '%00', 'x'.repeat(201), 'a&subject=b'),
    ['action=x', ['action']],
    ['result=maybe', ['result']],
    ['from=yesterday', ['from']],
    ['to=0000-01-01T00:00:00Z', ['to']],
    ['target=%E2%80%8B', ['target']],
    ['cursor=!', ['cursor']],
    ['limit=501', ['limit']],
    ['format=xml', ['format']],
    ['colour=red', ['colour']],
  ],
  '/jobs/{id}/results': [
    ['', ['outcome'], NO_OUTCOME],
    ['outcome=lost', ['outcome'], NO_OUTCOME],
    ['outcome=', ['outcome'], NO_OUTCOME],
    ['outcome=failed&outcome=failed', ['outcome'], NO_OUTCOME],
    ['outcome=failed&cursor=after-0', ['cursor'], NOT_A_CURSOR],
    ['outcome=failed&cursor=after-1e3', ['cursor'], NOT_A_CURSOR],
    ['outcome=failed&limit=0', ['limit']],
    ['outcome=failed&target=1', ['target'], 'unknown field'],
  ],
};

test.each(Object.entries(BAD))('GET %s refuses a bad query with 400, by the names of its fields', (path, queries) =>
  onApi(async ({ ask, dataSource }) => {
    const token = await testToken(1, 'admin');
    const list = path.includes('{id}') ? path.replace('{id}', await acceptedJob(dataSource)) : path;
    for (const [query, fields, message] of queries) {
      const { status, body } = await ask<Invalid>(`/api/v1${list}?${query}`, { token });
      const named = [...new Set(body.errors?.map(({ field }) => field))];
      expect([query, status, body.code, named]).toEqual([query, 400, 'invalid_request', fields]);
      if (message !== undefined) expect([query, body.errors?.[0]?.message]).toEqual([query, message]);
    }
  }),
);
