import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { LEAD_SORTS } from '../../src/db/repositories/lead-order.js';
import { fillLeads } from '../../src/db/repositories/sample-leads.js';
import { BenchApi } from '../bench-api.js';
import { BUSINESS } from '../leads.js';
import { median } from '../statistics.js';
import type { Measure } from './measure.js';

const LEADS = 1_000_000;
const OTHERS = { businesses: 10, leads: 50_000 };
const ROUNDS = 5;
const AIM_MS = 300;

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

/** `disputed` and `fair` are rare in the business, and frequent in all others: where a planner guesses wrong. */
const FILTERS: Readonly<Record<string, () => Record<string, string>>> = {
  'no filter': () => ({}),
  'status, frequent': () => ({ status: 'new' }),
  'status, rare': () => ({ status: 'disputed' }),
  'status, nobody has it': () => ({ status: 'unheard of' }),
  'source, frequent': () => ({ source: 'web' }),
  'source, rare': () => ({ source: 'fair' }),
  'status and source': () => ({ status: 'won', source: 'referral' }),
  'one import': () => ({ importId: '7' }),
  'created on three days': () => ({ createdAfter: daysAgo(20), createdBefore: daysAgo(17) }),
  'created lately, status': () => ({ createdAfter: daysAgo(2), status: 'new' }),
  'text, in every lead': () => ({ text: 'example.com' }),
  'text, a first name': () => ({ text: 'jonas' }),
  'text, a whole name': () => ({ text: 'ada adler' }),
  'text, one phone': () => ({ text: '0123456' }),
  'text, nobody has it': () => ({ text: 'nobody' }),
  'text and status': () => ({ text: 'ada adler', status: 'new' }),
};

interface LeadPage {
  readonly nextCursor: string | null;
  readonly count: { readonly value: number; readonly isExact: boolean };
}

interface FilterFigures {
  readonly filter: string;
  readonly count: LeadPage['count'];
  /** Medians, by sort. */
  readonly ms: readonly number[];
}

export const leadPages: Measure = {
  name: 'leads',
  about: `the first two pages of leads with their counts, by filter and sort, over ${whole(LEADS)} leads of one business`,
  async measure(stand, say) {
    say(`Making ${whole(LEADS)} leads, and ${whole(OTHERS.businesses * OTHERS.leads)} of other businesses ...`);
    await fill(stand.dataSource);
    const api = await BenchApi.start(stand);
    try {
      const token = await api.token(BUSINESS);
      const figures: FilterFigures[] = [];
      for (const [filter, fields] of Object.entries(FILTERS)) {
        say(`${filter} ...`);
        figures.push({ filter, ...(await measureFilter(api, token, fields())) });
      }
      return tableOf(figures);
    } finally {
      await api.stop();
    }
  },
};

async function fill(dataSource: DataSource): Promise<void> {
  // The index of texts is built at the end: lead by lead it takes most of the time.
  const [texts] = await dataSource.query<{ made: string }[]>(`SELECT pg_get_indexdef('leads_texts'::regclass) AS made`);
  await dataSource.query('DROP INDEX leads_texts');
  await fillLeads(new Business(dataSource, BUSINESS), LEADS);
  const ofOthers = Array.from({ length: OTHERS.businesses }, (_, n) => BUSINESS + 1 + n);
  for (const businessId of ofOthers) await fillLeads(new Business(dataSource, businessId), OTHERS.leads);
  const rare = `UPDATE leads SET status = 'disputed', source = 'fair'`;
  await dataSource.query(`${rare} WHERE business_id = $1 AND id % 20000 = 0`, [BUSINESS]);
  await dataSource.query(`${rare} WHERE business_id = ANY($1) AND id % 2 = 0`, [ofOthers]);
  await dataSource.query(texts!.made);
  await dataSource.query('VACUUM (ANALYZE) leads');
  await dataSource.query('CHECKPOINT');
}

async function measureFilter(
  api: BenchApi,
  token: string,
  filter: Record<string, string>,
): Promise<Omit<FilterFigures, 'filter'>> {
  const times = LEAD_SORTS.map((): number[] => []);
  let count: LeadPage['count'] | undefined;
  // All sorts in each round: what else the machine does falls on all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, sort] of LEAD_SORTS.entries()) {
      let cursor: string | null = null;
      for (let page = 0; page < 2; page++) {
        const query = new URLSearchParams({ ...filter, sort, ...(cursor === null ? {} : { cursor }) });
        const asked = performance.now();
        const answer = await fetch(api.at(`/leads?${query.toString()}`), {
          headers: { authorization: `Bearer ${token}` },
        });
        const body = (await answer.json()) as LeadPage;
        times[at]!.push(performance.now() - asked);
        if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
        count = body.count;
        cursor = body.nextCursor;
        if (cursor === null) break;
      }
    }
  }
  return { count: count!, ms: times.map(median) };
}

function tableOf(figures: readonly FilterFigures[]): string {
  const worst = Math.max(...figures.flatMap(({ ms }) => ms));
  return [
    `${whole(LEADS)} leads of the business, ${whole(OTHERS.businesses * OTHERS.leads)} of others. Medians in milliseconds of`,
    `${ROUNDS} rounds of the first two pages with their counts, from the request to the whole answer.`,
    '',
    `| filter | leads | ${LEAD_SORTS.join(' | ')} |`,
    `| --- | ---: |${' ---: |'.repeat(LEAD_SORTS.length)}`,
    ...figures.map(({ filter, count, ms }) => {
      const leads = `${count.isExact ? '' : '> '}${whole(count.value)}`;
      return `| ${[filter, leads, ...ms.map((one) => one.toFixed(0))].join(' | ')} |`;
    }),
    '',
    `Aim: at most ${AIM_MS} ms each. ${worst <= AIM_MS ? 'Met' : 'Not met'}: the slowest is ${worst.toFixed(0)} ms.`,
  ].join('\n');
}

function whole(value: number): string {
  return value.toLocaleString('en-US');
}
