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
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly legalHold: boolean;
  readonly importId: number | null;
  readonly createdAt: Date;
}

/** A lead with what a page in its order begins after. */
export interface SortedLead {
  readonly lead: LeadRow;
  readonly createdMicros: string;
}

type SortedRow = LeadRow & { readonly createdMicros: string };

const COLUMNS = `leads.id, name, phone, email, status, source, owner, tags, legal_hold AS "legalHold",
  import_id AS "importId", leads.created_at AS "createdAt", ${CREATED_MICROS} AS "createdMicros"`;

/** SQL: the rows of places, one by one and in their order; joined freely, 20,000 of them were a look at the whole table. */
const ROWS = `CROSS JOIN LATERAL (
  SELECT * FROM leads AS row WHERE business_id = $1 AND row.id = place.id OFFSET 0
) AS leads`;

interface PageWanted {
  readonly sort: LeadSort;
  /** The first page without it. */
  readonly place?: LeadPlace | undefined;
  readonly limit: number;
}

/** Leads that are looked at one by one before the index of texts is asked: 10 ms. A frequent text fills its page within them. */
const AHEAD = 1_000;
/** The same for a count: what every other lead has is counted sooner than the index can list it. */
const AHEAD_OF_COUNT = 20_000;
/** A text that more leads have is frequent: a walk meets them sooner than the index can list them. */
const MAX_CANDIDATES = 10_000;
/** Of pages that are asked for often, with the one lead more. A limit is part of the plan, and each has its own. */
const PREPARED_LIMITS = [21, 51, 101];
/** The index knows words by their groups of three letters. A text without any is only found by a walk. */
const INDEXED = /[\p{L}\p{N}]{3}/u;

/**
 * A look at the leads of a business that match a filter, the very filter of a bulk operation. All its reads together take
 * as long as a person waits for one.
 *
 * Ids come first and rows after them: all that is filtered and sorted by, but for texts, is in two indexes, one for each
 * order, so that ids are found without the table. The planner guesses how frequent a value is in this business from what
 * it is in all of them; where the wrong guess led through the table in the order of creation, it took 5 s, and for the
 * order by id it chose the primary key, through a million leads of other businesses, 0.7 s.
 */
export class LeadSearch {
  readonly #deadlineMs: number | undefined;
  readonly #text: string | undefined;
  readonly #rest: LeadFilter;
  readonly #isRestEmpty: boolean;
  /** Neither a filter nor ids. */
  readonly #isPlain: boolean;
  /** Leads that have the text; null where they are too many, or the index cannot tell. */
  #candidates: Promise<readonly number[] | null> | undefined;

  constructor(
    private readonly business: Business,
    { text, ...rest }: LeadFilter,
    /** The others are not looked at. */
    private readonly ids: readonly number[] | null = null,
  ) {
    this.#deadlineMs = business.timeoutMs && performance.now() + business.timeoutMs;
    this.#text = text;
    this.#rest = rest;
    this.#isRestEmpty = Object.values(rest).every((value) => value === undefined);
    this.#isPlain = ids === null && text === undefined && this.#isRestEmpty;
  }

  /** One page, in the order of the sort. @throws ReadTooSlow */
  async page(wanted: PageWanted): Promise<SortedLead[]> {
    const rows = await this.#rows(wanted);
    if (wanted.place?.side === 'before') rows.reverse();
    return rows.map(({ createdMicros, ...lead }) => ({ lead, createdMicros }));
  }

  /** How many leads match, counted up to a limit. @throws ReadTooSlow */
  async count(limit: number): Promise<number> {
    if (this.#text === undefined || this.ids !== null) return this.#countMatching(limit, this.ids);
    return this.#countFound(this.#text, limit);
  }

  /**
   * The planner would have to know how many leads have a text to choose between walking along the order and asking the
   * index, and guesses; each is a thousand times slower than the other where it is wrong. So the walk goes a few steps, then
   * the index is asked, and where it knows of too many the walk goes on.
   */
  async #rows(wanted: PageWanted): Promise<SortedRow[]> {
    if (this.#text === undefined || this.ids !== null) return this.#walk(wanted, { among: this.ids });
    const near = await this.#walk(wanted, { ahead: AHEAD });
    if (near.length === wanted.limit) return near;
    return this.#walk(wanted, { among: await this.#withText(this.#text) });
  }

  async #countFound(text: string, limit: number): Promise<number> {
    // Where the page has asked the index, the text is not frequent.
    const near = this.#candidates === undefined ? await this.#countNear(text) : null;
    if (near && (near.looked < AHEAD_OF_COUNT || near.found >= limit)) return Math.min(near.found, limit);
    const candidates = await this.#withText(text);
    const isTooMany = candidates === null && INDEXED.test(text) && limit <= MAX_CANDIDATES + 1;
    return this.#isRestEmpty && isTooMany ? limit : this.#countMatching(limit, candidates);
  }

  /** How many of the first leads that match the rest of the filter have the text, and how many those leads are. */
  async #countNear(text: string): Promise<{ looked: number; found: number }> {
    const sql = this.#statement();
    const [near] = await this.#read<{ looked: number; found: number }>(
      `SELECT count(*) AS looked, count(*) FILTER (WHERE ${sql.matches({ text })}) AS found
         FROM (SELECT id FROM leads WHERE business_id = $1 AND ${sql.matches(this.#rest)}
                ORDER BY id LIMIT ${AHEAD_OF_COUNT}) AS place ${ROWS}`,
      sql.parameters,
    );
    return near!;
  }

  /** @param ahead so many leads that match the rest of the filter are looked at for the text */
  #walk(
    { sort, place, limit }: PageWanted,
    { ahead, among = null }: { readonly ahead?: number; readonly among?: readonly number[] | null } = {},
  ): Promise<SortedRow[]> {
    const sql = this.#statement();
    const { beyond, orderBy } = leadOrder(sort, place, sql.bind);
    const most = this.#text === undefined ? limit : (ahead ?? 'ALL');
    const name = PREPARED_LIMITS.includes(limit) ? `lead_page_${sort}_${place?.side ?? 'first'}_${limit}` : undefined;
    return this.#read<SortedRow>(
      `SELECT ${COLUMNS}
         FROM (SELECT id, created_at FROM leads
                WHERE business_id = $1 AND ${beyond} AND ${sql.isAmong(among)} AND ${sql.matches(this.#rest)}
                ORDER BY ${orderBy('leads')} LIMIT ${most}) AS place
        ${ROWS} WHERE ${sql.matches({ text: this.#text })}
        ORDER BY ${orderBy('place')} LIMIT ${limit}`,
      sql.parameters,
      name,
    );
  }

  async #countMatching(limit: number, among: readonly number[] | null = null): Promise<number> {
    const sql = this.#statement();
    const ids = `SELECT id FROM leads WHERE business_id = $1 AND ${sql.isAmong(among)} AND ${sql.matches(this.#rest)}`;
    const text = this.#text;
    const found =
      text === undefined ? ids : `SELECT FROM (${ids} ORDER BY id) AS place ${ROWS} WHERE ${sql.matches({ text })}`;
    const [row] = await this.#read<{ count: number }>(
      `SELECT count(*) FROM (${found} LIMIT ${limit}) AS counted`,
      sql.parameters,
      `lead_count_${limit}`,
    );
    return row!.count;
  }

  #withText(text: string): Promise<readonly number[] | null> {
    return (this.#candidates ??= this.#askIndex(text));
  }

  async #askIndex(text: string): Promise<readonly number[] | null> {
    if (!INDEXED.test(text)) return null;
    const found = await this.#read<{ leadId: number }>(
      'SELECT lead_id AS "leadId" FROM find_leads_by_text($1, 0, $2)',
      [likePattern(text), MAX_CANDIDATES + 1],
    );
    return found.length > MAX_CANDIDATES ? null : found.map(({ leadId }) => leadId);
  }

  /** Conditions of a statement over the business's leads, with their parameters; the first one is the business. */
  #statement() {
    const parameters: unknown[] = [this.business.id];
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    return {
      parameters,
      bind,
      isAmong: (ids: readonly number[] | null): string => (ids ? `id = ANY(${bind(ids)}::bigint[])` : 'TRUE'),
      matches(filter: LeadFilter): string {
        const condition = leadFilterCondition(filter, parameters.length + 1);
        parameters.push(...condition.parameters);
        return condition.sql;
      },
    };
  }

  /** @param name of a statement that is planned once per connection where there is no filter: then one plan is right for all */
  #read<Row>(statement: string, parameters: readonly unknown[], name?: string): Promise<Row[]> {
    const leftMs = this.#deadlineMs && Math.max(1, Math.ceil(this.#deadlineMs - performance.now()));
    return name !== undefined && this.#isPlain
      ? this.business.queryPrepared<Row>(name, statement, parameters, leftMs)
      : this.business.query<Row>(statement, parameters, leftMs);
  }
}
