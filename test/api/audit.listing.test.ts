import { describe, expect, test } from '@jest/globals';
import { commitAudit } from '../../src/audit/append-audit.js';
import { csvRecords } from '../../src/api/exports/csv.js';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { auditEntry } from '../support/audit.js';
import { type Page, walkPages } from '../support/pages.js';
import { share } from '../support/share.js';
import { Business } from '../../src/db/business.js';

const PATH = '/api/v1/audit';
const onApi = share<TestApi>((use) => withApi({}, use));
let businesses = 0;

interface Entry {
  readonly seq: number;
  readonly target: string;
  readonly at: string;
  readonly hash: string;
  readonly action: string;
}

/** A business of the test's own, and its admin. */
function withLog(
  work: (log: {
    api: TestApi;
    business: number;
    read: (query: string, headers?: Record<string, string>) => ReturnType<typeof readAs>;
  }) => Promise<void>,
): Promise<void> {
  return onApi(async (api) => {
    const business = ++businesses;
    const token = await testToken(business, 'admin');
    await work({ api, business, read: (query, headers = {}) => readAs(api, token, query, headers) });
  });
}

async function readAs(api: TestApi, token: string, query: string, headers: Record<string, string>) {
  const answer = await api.ask<Page<Entry>>(`${PATH}${query}`, { token, headers });
  return { ...answer, targets: answer.body.items?.map(({ target }) => target) };
}

describe('GET /audit', () => {
  test('shows the own business’s entries, newest first, page by page, each once though entries come in meanwhile', () =>
    withLog(async ({ api, business, read }) => {
      const targets = Array.from({ length: 7 }, (_, n) => `t${n + 1}`);
      await commitAudit(
        new Business(api.dataSource, business),
        targets.map((target) => auditEntry({ target })),
      );
      await commitAudit(new Business(api.dataSource, 999), [auditEntry({ target: 'another business' })]);
      const path = `${PATH}?limit=3&action=operation.pause`;
      const seen = await walkPages<Entry>(api.ask, path, await testToken(business, 'admin'));
      expect(seen.flat().map(({ target }) => target)).toEqual([...targets].reverse());
      const { body } = await read('?limit=1');
      expect(body.items[0]).toMatchObject({ action: 'audit.read', target: null, seq: 10 });
      expect(body.items[0]!.hash).toMatch(/^[0-9a-f]{64}$/);
    }));

  test('finds by action, operation type, subject, target, result and time, alone and together', () =>
    withLog(async ({ api, business, read }) => {
      const add = (fields: Parameters<typeof auditEntry>[0]): Promise<void> =>
        commitAudit(new Business(api.dataSource, business), [auditEntry(fields)]);
      await add({ target: 'a', action: 'operation.start', subject: 'u-1', result: 'done' });
      await add({ target: 'b', action: 'operation.start', operationType: 'one', subject: 'u-2', result: 'refused' });
      await add({ target: 'c', action: 'operation.cancel', operationType: 'two', subject: 'u-1', result: 'failed' });
      const { body } = await read('?subject=u-1');
      expect(body.items.map(({ target }) => target)).toEqual(['c', 'a']);
      const [c, a] = body.items;
      const found = async (query: string): Promise<string[]> =>
        (await read(query)).targets.filter((target) => target !== null);
      expect(await found('?action=operation.start')).toEqual(['b', 'a']);
      expect(await found('?action=operation.start&result=refused')).toEqual(['b']);
      expect(await found('?operationType=two')).toEqual(['c']);
      expect(await found('?operationType=one&action=operation.cancel')).toEqual([]);
      expect(await found('?operationType=three')).toEqual([]);
      expect(await found('?target=c')).toEqual(['c']);
      expect(await found('?subject=nobody')).toEqual([]);
      expect(await found(`?from=${c!.at}`)).toEqual(['c']);
      expect(await found(`?from=${a!.at}&to=${c!.at}`)).toEqual(['b', 'a']);
      expect(await found(`?to=${a!.at}`)).toEqual([]);
      expect(await found('?from=2999-01-01T00:00:00Z')).toEqual([]);
      expect(await found('?to=2999-01-01T00:00:00Z&subject=u-2')).toEqual(['b']);
    }));

  test.each([
    ['?format=csv&action=operation.pause', {}],
    ['?action=operation.pause&limit=2', { accept: 'text/csv' }],
  ])('is a CSV file of everything that matches for %s %j', async (query, headers) => {
    await withLog(async ({ api, business, read }) => {
      const subjects = ['=1+1', '+1', '-1', '@x', 'a,"b"', 'plain'];
      // More than two pages of the walk.
      const entries = Array.from({ length: 1_203 }, (_, n) =>
        auditEntry({ subject: subjects[n % 6]!, target: `t${n}` }),
      );
      for (let n = 0; n < entries.length; n += 401)
        await commitAudit(new Business(api.dataSource, business), entries.slice(n, n + 401));
      const { status, headers: answered, text } = await read(query, headers);
      expect([status, answered.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
      expect(answered.get('content-disposition')).toBe('attachment; filename="audit.csv"');
      const [columns, ...lines] = text.split('\r\n');
      expect(columns).toBe(
        'seq,id,at,subject,role,credentialKind,credentialId,address,requestId,action,operationType,target,selection,count,result,reason,hash',
      );
      expect(lines.pop()).toBe('');
      expect(lines.map((line) => /,(t\d+),/.exec(line)?.[1])).toEqual(entries.map(({ target }) => target).reverse());
      const quoted = [`'=1+1`, `'+1`, `'-1`, `'@x`, `"a,""b"""`, 'plain'];
      lines.reverse().forEach((line, n) => expect(line).toContain(`Z,${quoted[n % 6]!},operator,`));
    });
  });
});

test('a cell can neither break out of its record nor be a formula', () => {
  expect(csvRecords([['a', null, 7, 'b,c', 'say "x"', 'two\r\nlines', '']])).toBe(
    'a,,7,"b,c","say ""x""","two\r\nlines",\r\n',
  );
  for (const lead of ['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
    expect(csvRecords([[`${lead}1`]])).toBe(`'${lead}1\r\n`);
  }
  expect(csvRecords([['\t1', '\r=1', '\n=1']])).toBe(`"'\t1","'\r'=1","'\n'=1"\r\n`);
  expect(csvRecords([['=cmd|"/c calc"!A1']])).toBe(`"'=cmd|""/c calc""!A1"\r\n`);
});
