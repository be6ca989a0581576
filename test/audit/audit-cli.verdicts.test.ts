import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { commitAudit } from '../../src/audit/append-audit.js';
import { auditEntry, tamper } from '../support/audit.js';
import { withCleanups } from '../support/cleanups.js';
import { type ProgramOutcome, runProgram } from '../support/run-program.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { Business } from '../../src/db/business.js';

const run = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<ProgramOutcome> =>
  runProgram('dist/bin/audit-verify.js', args, { REDIS_URL: 'redis://127.0.0.1:1', ...env });

async function withTwoChains(
  test: (
    database: TestDatabase,
    verify: (...args: readonly string[]) => Promise<ProgramOutcome>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  await withCleanups(async ({ defer, opened }) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bulkgate-audit-'));
    defer(() => rm(folder, { recursive: true }));
    const database = await opened(createTestDatabase(), (created) => created.drop());
    // More than one page of the walk.
    for (let n = 0; n < 3; n++) {
      await commitAudit(
        new Business(database.dataSource, 1),
        Array.from({ length: 450 }, () => auditEntry()),
      );
    }
    await commitAudit(new Business(database.dataSource, 70), [auditEntry()]);
    await test(database, (...args) => run(args, { DATABASE_URL: database.url }), folder);
  });
}

test('every chain that holds is told with its entries and its head, and what was told before can be held against it', () =>
  withTwoChains(async ({ dataSource, url }, verify, folder) => {
    const good = await verify();
    const heads = await dataSource.query<{ line: string }[]>(
      `SELECT format('business %s: %s %s, head %s %s', business_id, seq, CASE seq WHEN 1 THEN 'entry' ELSE 'entries' END,
                     seq, encode(hash, 'hex')) || ', good' AS line FROM audit_heads ORDER BY business_id`,
    );
    const allGood =
      'Good: 2 chains with 1351 entries, as far as the database alone can show; --anchors shows that none was written anew.';
    expect(good).toEqual({ code: 0, stdout: [...heads.map(({ line }) => line), allGood, ''].join('\n'), stderr: '' });
    const [one, last] = (await verify('--business', '70')).stdout.split('\n');
    expect([one, last]).toEqual([heads[1]!.line, expect.stringMatching(/^Good: 1 chain with 1 entry, /)]);

    const anchors = path.join(folder, 'anchors');
    await writeFile(anchors, good.stdout);
    await commitAudit(new Business(dataSource, 1), [auditEntry()]);
    const held = await verify('--anchors', anchors);
    expect([held.code, held.stdout]).toEqual([
      0,
      expect.stringMatching(/\nGood: 2 chains with 1352 entries, and every anchor is still in its chain\.\n$/),
    ]);
    // Notes from before there was a verdict are as good.
    await writeFile(anchors, heads.map(({ line }) => `${line.replace(/, good$/, '')}\n`).join(''));
    expect((await verify('--anchors', anchors)).code).toBe(0);
    // Somebody rewrites all of a business, head included.
    await tamper(url, 'DELETE FROM audit_log WHERE business_id = 70', 'DELETE FROM audit_heads WHERE business_id = 70');
    expect((await verify()).code).toBe(0);
    expect(await verify('--anchors', anchors)).toMatchObject({
      code: 1,
      stderr: 'business 70: seq 1 was anchored and is not there any more\n',
    });
  }));

test('what is wrong is named by business, seq and what, with exit code 1', () =>
  withTwoChains(async ({ url }, verify) => {
    await tamper(
      url,
      `UPDATE audit_log SET subject = 'somebody-else' WHERE business_id = 1 AND seq = 1200`,
      'DELETE FROM audit_log WHERE business_id = 1 AND seq BETWEEN 3 AND 5',
    );
    const { code, stdout, stderr } = await verify();
    expect([code, stderr]).toEqual([
      1,
      'business 1: seq 3 to 5 are missing\nbusiness 1: seq 1200 was changed: its hash is another\n',
    ]);
    expect(stdout).toMatch(
      /^business 1: 1347 entries, head 1350 [0-9a-f]{64}, BROKEN\nbusiness 70: 1 entry, head 1 [0-9a-f]{64}, good\nBROKEN: 1 of 2 chains, of business 1\. The log was changed, or entries are missing\.\n$/,
    );
    expect((await verify('--business', '70')).code).toBe(0);
    // A chain written anew has as many faults as rows: they are not all printed.
    await tamper(url, `UPDATE audit_log SET subject = 'x' WHERE business_id = 1`);
    const lines = (await verify()).stderr.trimEnd().split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([21, 'business 1: 1328 further faults']);
  }));

test.each([
  [['--busines', '1'], '--busines'],
  [['--business', 'x'], '--business'],
  [['list'], 'list'],
])('%j is refused with exit code 2, naming %s', async (args, flag) => {
  const { code, stdout, stderr } = await run(args, {});
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(flag);
});

test('--help explains itself; notes that are none, and a database that is away, are told in a line', async () => {
  const help = await run(['--help'], {});
  expect([help.code, help.stdout]).toEqual([0, expect.stringMatching(/^npm run -s audit:verify/)]);
  await withTwoChains(async (_, verify, folder) => {
    const anchors = path.join(folder, 'anchors');
    await writeFile(anchors, `business 1: 3 entries, head 3 ${'a'.repeat(63)}\n`);
    const { code, stderr } = await verify('--anchors', anchors);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Not possible: line 1 of the anchors is none/)]);
  });
  const away = await run([], { DATABASE_URL: 'postgres://127.0.0.1:1/none' });
  expect([away.code, away.stderr]).toEqual([1, expect.stringMatching(/^Not possible: .*\n$/)]);
});
