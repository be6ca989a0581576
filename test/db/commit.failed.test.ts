import { expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { Business } from '../../src/db/business.js';
import { openDataSource } from '../../src/db/data-source.js';
import { CommitFailed } from '../../src/db/transaction.js';
import { withDatabase } from '../support/test-database.js';

const FAILS = 'SELECT 1 / 0';
const DIVISION_BY_ZERO = '22012';

/** The next COMMIT fails before it begins, as one does that is cancelled just then: the transaction stays open. */
function failNextCommit(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own connection below
  const query = pg.Client.prototype.query as (this: pg.Client, ...asked: unknown[]) => unknown;
  const spy = jest.spyOn(pg.Client.prototype, 'query') as unknown as jest.Mock<typeof query>;
  spy.mockImplementation(function (this: pg.Client, ...asked) {
    if (asked[0] !== 'COMMIT') return query.apply(this, asked);
    spy.mockRestore();
    return query.call(this, FAILS);
  });
}

test('a COMMIT that failed leaves no transaction open on its connection, which the next request gets', () =>
  withDatabase(async ({ url }, cleanups) => {
    const api = await cleanups.opened(
      openDataSource({ url, poolSize: 1, tls: undefined }, { applicationName: 'test', role: 'bulkgate_api' }),
      (opened) => opened.destroy(),
    );
    cleanups.defer(() => jest.restoreAllMocks());
    const business = new Business(api, 1);
    const look = () => business.query('SELECT 1 AS one');

    failNextCommit();
    const inTurn = business.queryInTurn([{ text: 'SELECT 1' }, { text: 'SELECT 2' }], 5_000);
    await expect(inTurn).rejects.toMatchObject({ code: DIVISION_BY_ZERO });
    expect(await look()).toEqual([{ one: 1 }]);

    failNextCommit();
    await expect(business.transaction((sql) => sql.query('SELECT 1'))).rejects.toThrow(CommitFailed);
    expect(await look()).toEqual([{ one: 1 }]);
  }));
