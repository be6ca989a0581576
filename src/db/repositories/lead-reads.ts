import { type LeadFilter, leadFilterCondition, likePattern } from '../../operations/definitions/lead-targets.js';
import type { Business } from '../business.js';
import { CREATED_MICROS, leadOrder, type LeadPlace, type LeadSort } from './lead-order.js';

export interface LeadRow {
  readonly id: number;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly status: string;
  readonly source: string;
  readonly importId: number | null;
  readonly createdAt: Date;
}

/** A lead with what a page in its order begins after. */
export interface SortedLead {
  readonly lead: LeadRow;
  readonly createdMicros: string;
}

type SortedRow = LeadRow & { readonly createdMicros: string };

const COLUMNS = `id, name, phone, email, status, source, import_id AS "importId", created_at AS "createdAt",
  ${CREATED_MICROS} AS "createdMicros"`;

interface PageWanted {
  readonly sort: LeadSort;
  /** The first page without it. */
  readonly place?: LeadPlace | undefined;
  readonly limit: number;
}

/** Of which leads a page is taken: of all, of the first ones beyond its place, or of these. */
type Among = 'all' | 'the first' | readonly number[];

/** Leads that are looked at one by one before the index is asked: 15 ms. A frequent text fills its page within them. */
const AHEAD = 5_000;
/** A text that more leads have is frequent: the walk meets them sooner than the index can list them. */
const MAX_CANDIDATES = 2_000;
/** The index knows words by their groups of three letters. A text without any is only found by a walk. */
const INDEXED = /[\p{L}\p{N}]{3}/u;

/**
 * A look at the leads of a business that match a filter, the very filter of a bulk operation. All its reads together take
 * as long as a person waits for one.
 */
export class LeadSearch {
  readonly #deadlineMs: number | undefined;
  /** Leads that have the text, once they were asked for; null where they are too many, or the index cannot tell. */
  #candidates: readonly number[] | null | undefined;

  constructor(
    private readonly business: Business,
    private readonly filter: LeadFilter,
    /** The others are not looked at. */
    private readonly ids?: readonly number[],
  ) {
    this.#deadlineMs = business.timeoutMs && performance.now() + business.timeoutMs;
  }

  /**
   * One page, in the order of the sort.
   *
   * The planner would have to know how many leads have a text to choose between walking along the order and asking the
   * index, and guesses; each is a thousand times slower than the other where it is wrong. So the walk goes a few steps, then
   * the index is asked, and where it knows of too many the walk goes on.
   *
   * @throws ReadTooSlow
   */
  async page(wanted: PageWanted): Promise<SortedLead[]> {
    const rows = await this.#rows(wanted);
    if (wanted.place?.side === 'before') rows.reverse();
    return rows.map(({ createdMicros, ...lead }) => ({ lead, createdMicros }));
  }

  /** How many leads match, counted up to a limit. @throws ReadTooSlow */
  async count(limit: number): Promise<number> {
    const candidates = this.ids ?? (this.filter.text === undefined ? null : await this.#withText(this.filter.text));
    const { parameters, bind } = this.#statement();
    const among = candidates ? `AND id = ANY(${bind(candidates)}::bigint[])` : '';
    const [row] = await this.#read<{ count: number }>(
      `SELECT count(*) FROM (
         SELECT FROM leads WHERE business_id = $1 ${among} AND (${this.#condition(parameters)}) LIMIT ${limit}
       ) AS counted`,
      parameters,
    );
    return row!.count;
  }

  async #rows(wanted: PageWanted): Promise<SortedRow[]> {
    if (this.ids) return this.#pageOf(this.ids, wanted);
    if (this.filter.text === undefined) return this.#pageOf('all', wanted);
    const near = await this.#pageOf('the first', wanted);
    if (near.length === wanted.limit) return near;
    return this.#pageOf((await this.#withText(this.filter.text)) ?? 'all', wanted);
  }

  #pageOf(among: Among, { sort, place, limit }: PageWanted): Promise<SortedRow[]> {
    const { parameters, bind } = this.#statement();
    const { beyond, orderBy } = leadOrder(sort, place, bind);
    let from = `leads WHERE business_id = $1 AND ${beyond}`;
    if (among === 'the first') from = `(SELECT * FROM ${from} ORDER BY ${orderBy} LIMIT ${AHEAD}) AS leads WHERE TRUE`;
    else if (among !== 'all') from += ` AND id = ANY(${bind(among)}::bigint[])`;
    return this.#read<SortedRow>(
      `SELECT ${COLUMNS} FROM ${from} AND (${this.#condition(parameters)}) ORDER BY ${orderBy} LIMIT ${limit}`,
      parameters,
    );
  }

  async #withText(text: string): Promise<readonly number[] | null> {
    if (this.#candidates === undefined && INDEXED.test(text)) {
      const found = await this.#read<{ leadId: number }>(
        'SELECT lead_id AS "leadId" FROM find_leads_by_text($1, 0, $2)',
        [likePattern(text), MAX_CANDIDATES],
      );
      this.#candidates = found.length < MAX_CANDIDATES ? found.map(({ leadId }) => leadId) : null;
    }
    return this.#candidates ?? null;
  }

  /** Parameters of a statement, which begin with the business. */
  #statement() {
    const parameters: unknown[] = [this.business.id];
    return { parameters, bind: (value: unknown): string => `$${parameters.push(value)}` };
  }

  #condition(parameters: unknown[]): string {
    const condition = leadFilterCondition(this.filter, parameters.length + 1);
    parameters.push(...condition.parameters);
    return condition.sql;
  }

  #read<Row>(statement: string, parameters: readonly unknown[]): Promise<Row[]> {
    const leftMs = this.#deadlineMs && Math.max(1, Math.ceil(this.#deadlineMs - performance.now()));
    return this.business.query<Row>(statement, parameters, leftMs);
  }
}
