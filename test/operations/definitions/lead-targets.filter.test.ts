import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { leadFilterCondition, leadFilterSchema } from '../../../src/operations/definitions/lead-targets.js';
import { addLeads, type LeadColumns } from '../../support/leads.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

/** Leads by a name of their own, so that an expectation can be read. */
const LEADS: Record<string, LeadColumns> = {
  plain: { name: 'Ada Berg', phone: '+49170111', email: 'ada@example.org' },
  won: { name: 'Bo Lind', status: 'won', source: 'import', importId: 7, createdAt: '2026-01-10T12:00:00Z' },
  lost: { name: 'Cy Moor', status: 'lost', source: 'import', importId: 8, createdAt: '2026-02-10T12:00:00Z' },
  owned: { name: 'Di', owner: 'dana', tags: ['vip', 'spring fair'] },
  shared: { name: 'Ed', owner: 'dana, noor', tags: ['vip, spring fair', '%'] },
  percent: { name: '100% sure', createdAt: '2026-02-10T12:00:00.000001Z' },
  percentless: { name: '100 sure' },
  underscore: { name: 'x', email: 'a_b@example.org' },
  underscoreless: { name: 'y', email: 'aXb@example.org' },
  backslash: { name: 'back\\slash' },
  backslashed: { name: 'back\\%slash' },
  quote: { name: "O'Hara; DROP TABLE leads" },
};

let database: TestDatabase;
const names = new Map<number, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  for (const [name, lead] of Object.entries(LEADS)) {
    const [id] = await addLeads(database.dataSource, 1, [lead]);
    names.set(id!, name);
  }
});

afterAll(() => database.drop());

async function matching(filter: unknown): Promise<string[]> {
  const { sql, parameters } = leadFilterCondition(leadFilterSchema.parse(filter), 2);
  const rows = await database.dataSource.query<{ id: number }[]>(
    `SELECT id FROM leads WHERE business_id = $1 AND (${sql}) ORDER BY id`,
    [1, ...parameters],
  );
  return rows.map(({ id }) => names.get(id)!);
}

describe('the lead filter', () => {
  test.each<[string, unknown, string[]]>([
    ['an empty filter matches every lead', {}, Object.keys(LEADS)],
    ['status', { status: 'won' }, ['won']],
    ['source', { source: 'import' }, ['won', 'lost']],
    ['importId', { importId: 8 }, ['lost']],
    ['owner, whole', { owner: 'dana' }, ['owned']],
    ['a tag, whole', { tag: 'vip' }, ['owned']],
    ['a tag that looks like an array', { tag: '{vip}' }, []],
    ['fields are joined by AND', { source: 'import', status: 'lost', importId: 8 }, ['lost']],
    ['fields that contradict each other match nothing', { status: 'won', importId: 8 }, []],
    ['createdBefore excludes the moment itself', { source: 'import', createdBefore: '2026-02-10T12:00:00Z' }, ['won']],
    [
      'createdAfter excludes what is shown as the moment, whatever its microseconds',
      { createdAfter: '2026-02-10T12:00:00.000Z', createdBefore: '2026-02-10T12:00:01Z' },
      [],
    ],
    [
      'createdAfter includes what is shown as later by a millisecond',
      { createdAfter: '2026-02-10T11:59:59.999Z', createdBefore: '2026-02-10T12:00:01Z' },
      ['lost', 'percent'],
    ],
    [
      'a moment with microseconds lies between two times that are shown',
      { createdAfter: '2026-02-10T11:59:59.999900Z', createdBefore: '2026-02-10T12:00:00.000001Z' },
      ['lost', 'percent'],
    ],
    [
      'createdBefore excludes what is shown as the moment',
      { createdAfter: '2026-02-10T11:00:00Z', createdBefore: '2026-02-10T12:00:00.000Z' },
      [],
    ],
    ['a moment counts with its offset', { source: 'import', createdBefore: '2026-01-10T14:00:01+02:00' }, ['won']],
    ['text is part of the name, whatever the case', { text: 'BERG' }, ['plain']],
    ['text is part of the phone', { text: '70111' }, ['plain']],
    ['text is part of the e-mail', { text: 'ada@' }, ['plain']],
    ['% is a percent sign', { text: '100%' }, ['percent']],
    ['% alone matches what has one', { text: '%' }, ['percent', 'backslashed']],
    ['_ is an underscore', { text: 'a_b' }, ['underscore']],
    ['\\ is a backslash', { text: 'k\\s' }, ['backslash']],
    ['\\% is a backslash and a percent sign', { text: '\\%' }, ['backslashed']],
    ['a quote ends nothing', { text: "O'Hara; DROP" }, ['quote']],
  ])('%s', async (_title, filter, expected) => {
    expect(await matching(filter)).toEqual(expected);
  });

  test('leaves an index on the time usable', async () => {
    await database.dataSource.transaction(async (manager) => {
      await manager.query('CREATE INDEX ON leads (created_at)');
      await manager.query('SET LOCAL enable_seqscan = off');
      const filter = { createdAfter: '2026-01-01T00:00:00Z', createdBefore: '2026-02-01T00:00:00Z' };
      const { sql, parameters } = leadFilterCondition(filter, 1);
      const plan = await manager.query<{ 'QUERY PLAN': string }[]>(
        `EXPLAIN SELECT FROM leads WHERE ${sql}`,
        parameters,
      );
      const lines = plan.map((line) => line['QUERY PLAN']);
      expect(lines.find((line) => line.includes('Index Cond'))).toMatch(/created_at < .* AND .*created_at >= /);
      expect(lines.filter((line) => line.includes('Filter'))).toEqual([]);
    });
  });

  test('numbers its parameters from the one it is told', () => {
    expect(leadFilterCondition({ status: 'new', text: 'a%' }, 5)).toEqual({
      sql: 'status = $5 AND (name ILIKE $6 OR phone ILIKE $6 OR email ILIKE $6)',
      parameters: ['new', '%a\\%%'],
    });
  });

  test.each<[string, unknown]>([
    ['an unknown field', { staus: 'new' }],
    ['an empty text', { text: '' }],
    ['a blank text', { text: ' ' }],
    ['a status that nobody can see', { status: '\u200b\u3164' }],
    ['a source of tabs', { source: '\t\t' }],
    ['a date without a time', { createdBefore: '2026-01-01' }],
    ['a time without an offset', { createdAfter: '2026-01-01T00:00:00' }],
    ['a year that PostgreSQL does not know', { createdBefore: '0000-01-01T00:00:00Z' }],
    ['an offset that PostgreSQL does not know', { createdBefore: '2026-01-01T00:00:00+16:00' }],
    ['an import id that is no whole number', { importId: 1.5 }],
    ['an import id beyond what a number holds', { importId: 2 ** 63 }],
    ['a blank owner', { owner: '\u200b' }],
    ['several tags', { tag: ['vip'] }],
    ['a status that is no text', { status: 5 }],
  ])('refuses %s', (_title, filter) => {
    expect(leadFilterSchema.safeParse(filter).success).toBe(false);
  });
});
