import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { appendAudit, commitAudit } from '../../src/audit/append-audit.js';
import { AuditQueue } from '../../src/audit/audit-queue.js';
import { openDataSource } from '../../src/db/data-source.js';
import { Business } from '../../src/db/business.js';
import { auditEntries, auditEntry, checkChain } from '../support/audit.js';
import { withCommitLink } from '../support/commit-link.js';
import { statementBlocked } from '../support/locks.js';
import { withDatabase } from '../support/test-database.js';

const PROCESSES = 3;
const APPENDS = 60;
const CONNECTIONS = 6;

test('processes and connections that append at once, some rolled back, make one chain without gap or fork', () =>
  withDatabase(async ({ url, dataSource }) => {
    const writers = Array.from({ length: PROCESSES }, async () => {
      const child = fork(path.resolve('dist-test/test/processes/audit-writer.js'), [], {
        env: { ...process.env, DATABASE_URL: url, APPENDS: String(APPENDS), CONNECTIONS: String(CONNECTIONS) },
      });
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    });
    expect(await Promise.all(writers)).toEqual(Array.from({ length: PROCESSES }, () => 0));
    // Each writer rolls every third append back.
    const kept = PROCESSES * (APPENDS - APPENDS / 3);
    for (const business of [1, 2]) {
      expect(await checkChain(dataSource, business)).toMatchObject({ entries: kept, faults: [], last: { seq: kept } });
    }
    const [order] = await dataSource.query<object[]>(
      `SELECT count(*)::int AS back FROM audit_log a JOIN audit_log b
           ON b.business_id = a.business_id AND b.seq = a.seq + 1 AND b.at < a.at`,
    );
    expect(order).toEqual({ back: 0 });
  }));

test('an entry does not fail for what no column can hold: such characters are replaced, long texts cut', () =>
  withDatabase(async ({ dataSource }) => {
    await commitAudit(new Business(dataSource, 1), [
      auditEntry({ subject: 'user-\u0000-\ud800', credentialId: 'x'.repeat(1_000) }),
    ]);
    expect(await auditEntries(dataSource, 1)).toMatchObject([
      { subject: 'user-\ufffd-\ufffd', credentialId: 'x'.repeat(300) },
    ]);
    expect(await checkChain(dataSource, 1)).toMatchObject({ entries: 1, faults: [] });
  }));

test('an append waits for the one before it to be committed or rolled back, and follows on what is there then', () =>
  withDatabase(async ({ dataSource }) => {
    for (const isKept of [true, true, false]) {
      let second: Promise<void> | undefined;
      const first = new Business(dataSource, 1).transaction(async (sql) => {
        await appendAudit(sql, 1, [auditEntry({ target: `first, kept: ${isKept}` })]);
        second = commitAudit(new Business(dataSource, 1), [auditEntry({ target: 'second' })]);
        const met = await Promise.race([second.then(() => 'appended'), statementBlocked(dataSource, 'append_audit')]);
        expect(met).toBeUndefined(); // it waits
        if (!isKept) throw new Error('rolled back');
      });
      await (isKept ? first : expect(first).rejects.toThrow('rolled back'));
      await second;
    }
    expect((await auditEntries(dataSource)).map(({ seq, target }) => [seq, target])).toEqual([
      [1, 'first, kept: true'],
      [2, 'second'],
      [3, 'first, kept: true'],
      [4, 'second'],
      [5, 'second'],
    ]);
    expect((await checkChain(dataSource)).faults).toEqual([]);
  }));

test('entries that come in together are appended in a few calls, in their order, and an entry too many of a business is refused', () =>
  withDatabase(async ({ dataSource }) => {
    const queue = new AuditQueue(dataSource);
    const first = auditEntry({ target: 'first' });
    const targets = Array.from({ length: 300 }, (_, index) => String(index));
    const answers = [first, ...targets.map((target) => auditEntry({ target }))].map((entry) => queue.append(1, entry));
    await Promise.all(answers);
    expect((await auditEntries(dataSource)).map(({ target }) => target)).toEqual(['first', ...targets]);
    const [calls] = await dataSource.query<object[]>('SELECT count(DISTINCT xmin::text)::int AS count FROM audit_log');
    expect(calls).toEqual({ count: 1 });

    // One that cannot be stored takes nobody with it.
    const mixed = [auditEntry({ target: 'good' }), auditEntry({ id: 'no uuid' }), auditEntry({ target: 'good too' })];
    const outcomes = await Promise.allSettled(mixed.map((entry) => queue.append(1, entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);

    const flood = await Promise.allSettled(
      Array.from({ length: 2_500 }, () => queue.append(2, auditEntry({ target: 'flood' }))).concat(
        queue.append(3, auditEntry({ target: 'another business' })),
      ),
    );
    const refused = flood.filter(({ status }) => status === 'rejected').length;
    await queue.idle();
    expect([refused, (await auditEntries(dataSource, 2)).length]).toEqual([500, 2_000]);
    expect(flood.at(-1)!.status).toBe('fulfilled');
    for (const business of [1, 2, 3]) expect((await checkChain(dataSource, business)).faults).toEqual([]);
  }));

test.each(['answer', 'question'] as const)(
  'an append whose COMMIT loses its %s is sent again, and its entries are there once',
  (loss) =>
    withDatabase(async ({ url, dataSource }, { opened }) => {
      await withCommitLink(url, async (link) => {
        const lossy = await opened(
          openDataSource({ url: link.url, poolSize: 2, tls: undefined }, { applicationName: 'lossy' }),
          (source) => source.destroy(),
        );
        const queue = new AuditQueue(lossy);
        void link.catchCommitOf('', loss, 'break');
        await Promise.all(['a', 'b', 'c'].map((target) => queue.append(1, auditEntry({ target }))));
      });
      expect((await auditEntries(dataSource)).map(({ target }) => target)).toEqual(['a', 'b', 'c']);
      expect((await checkChain(dataSource)).faults).toEqual([]);
    }),
);
