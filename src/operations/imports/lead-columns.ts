import { isBlank } from '../filter-text.js';
import { withoutGuards } from '../formula-guard.js';
import { MAX_LEAD_TEXT, MOST_TAGS } from '../lead-limits.js';
import { isOneLine } from '../line-text.js';

export const TEXT_COLUMNS = ['name', 'phone', 'email', 'status', 'source', 'owner'] as const;
type TextColumn = (typeof TEXT_COLUMNS)[number];

/** What proves a consent. To set them needs a permission of its own. */
export const CONSENT_COLUMNS = ['consent', 'consentSource', 'consentAt'] as const;
export type ConsentColumn = (typeof CONSENT_COLUMNS)[number];

/**
 * The columns of a lead that a file may fill. Not among them: the business, which is the caller's; a legal hold and an
 * opt-out, which no file may lift.
 */
export const LEAD_COLUMNS = [...TEXT_COLUMNS, 'tags', ...CONSENT_COLUMNS] as const;
export type LeadColumn = (typeof LEAD_COLUMNS)[number];

export function isConsentColumn(column: LeadColumn): column is ConsentColumn {
  return (CONSENT_COLUMNS as readonly LeadColumn[]).includes(column);
}

/** Which cell of a row a column is read from; a column that is not here keeps its default. */
export type ColumnPlaces = Readonly<Partial<Record<LeadColumn, number>>>;

/** Ways to reach a person. */
const CHANNELS: readonly string[] = ['phone', 'whatsapp', 'email'];

/** Why a row was not imported. Codes are stable: a client translates them. */
export const ROW_ERRORS = {
  wrong_number_of_cells: 'the row has another number of cells than the header',
  header_again: 'the row is the header again',
  required: 'the cell is empty',
  too_long: 'the cell is too long',
  not_one_line: 'the cell holds a line end or a control character',
  not_a_phone: 'the cell is no phone number',
  not_an_email: 'the cell is no e-mail address',
  too_many_tags: `the cell holds more than ${MOST_TAGS} tags`,
  not_a_channel: 'the cell holds something other than phone, whatsapp and email',
  not_a_moment: 'the cell is no date like 2026-01-31 and no time like 2026-01-31T09:30:00Z',
  in_the_future: 'the cell is a time after the upload of the file',
  refused: 'the database refuses the row',
} as const;
export type RowErrorCode = keyof typeof ROW_ERRORS;

export interface RowError {
  /** Null where the whole row is at fault. */
  readonly column: LeadColumn | null;
  readonly code: RowErrorCode;
}

interface Consent {
  readonly channels: readonly string[];
  readonly source: string;
  readonly givenAt: string;
}

export type NewLead = Readonly<Record<TextColumn, string | null>> & {
  readonly tags: readonly string[];
  readonly consent: Consent | null;
};

/** One row as it came: the line of the file that it begins on, and its cells. */
export interface ImportRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What the rows of one file are read by. */
export interface ImportFile {
  readonly header: readonly string[];
  readonly columns: ColumnPlaces;
  readonly uploadedAt: Date;
}

export type ReadRow =
  | { readonly kind: 'lead'; readonly lead: NewLead }
  | { readonly kind: 'blank' }
  | { readonly kind: 'faulty'; readonly errors: readonly RowError[] };

const DEFAULTS: Readonly<Record<TextColumn, string | null>> = {
  ...{ name: null, phone: null, email: null, status: 'new', source: 'import', owner: null },
};

const MAX_LENGTH: Readonly<Record<Exclude<LeadColumn, 'consent' | 'consentAt'>, number>> = {
  name: 200,
  phone: 40,
  email: 254,
  ...MAX_LEAD_TEXT,
  consentSource: 200,
};

const PHONE = /^\+?[0-9][0-9 ()./-]{2,}$/;
/** No more than that it can be one: whether somebody reads it, only a message can tell. */
const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+$/;
/** A day, or a moment whose time zone is given. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?$/;
/** Today's date is ahead of UTC by so much, at most. */
const DAY_MS = 86_400_000;

export function readLead(cells: readonly string[], file: ImportFile): ReadRow {
  if (cells.every((cell) => cell.trim() === '')) return { kind: 'blank' };
  if (cells.length !== file.header.length) return faulty([{ column: null, code: 'wrong_number_of_cells' }]);
  // Two files that were put together. A BOM in between is white space to trim().
  if (cells.every((cell, at) => cell.trim() === file.header[at]!.trim())) {
    return faulty([{ column: null, code: 'header_again' }]);
  }
  const errors: RowError[] = [];
  const row = new CellsOfRow(cells, file, errors);
  const texts = { ...DEFAULTS };
  for (const column of TEXT_COLUMNS) texts[column] = row.text(column, column === 'name') ?? DEFAULTS[column];
  const lead = { ...texts, tags: row.tags(), consent: row.consent() };
  return errors.length > 0 ? faulty(errors) : { kind: 'lead', lead };
}

/** Reads the columns of one row, and collects what is wrong with them. */
class CellsOfRow {
  constructor(
    private readonly cells: readonly string[],
    private readonly file: ImportFile,
    private readonly errors: RowError[],
  ) {}

  text(column: keyof typeof MAX_LENGTH, isRequired: boolean): string | null {
    const value = this.#value(column);
    if (value !== '') this.#check(column, faultOf(column, value));
    else if (isRequired) this.#check(column, 'required');
    return value === '' ? null : value;
  }

  tags(): string[] {
    const tags = this.#list('tags');
    this.#check('tags', tags.map((tag) => faultOf('tags', tag)).find((code) => code !== null) ?? null);
    if (tags.length > MOST_TAGS) this.#check('tags', 'too_many_tags');
    return tags;
  }

  /** None where no channel is named, whatever else is there. */
  consent(): Consent | null {
    const channels = [...new Set(this.#list('consent').map((channel) => channel.toLowerCase()))];
    if (channels.length === 0) return null;
    this.#check('consent', channels.every((channel) => CHANNELS.includes(channel)) ? null : 'not_a_channel');
    const source = this.text('consentSource', true) ?? '';
    const givenAt = this.#value('consentAt');
    this.#check('consentAt', this.#faultOfMoment(givenAt));
    return { channels, source, givenAt };
  }

  #faultOfMoment(moment: string): RowErrorCode | null {
    if (moment === '') return 'required';
    const day = moment.slice(0, 10);
    const [time, midnight] = [MOMENT.test(moment) ? Date.parse(moment) : NaN, Date.parse(day)];
    // JavaScript takes 31 February for 2 or 3 March.
    if (Number.isNaN(time) || !new Date(midnight).toJSON().startsWith(day)) return 'not_a_moment';
    return time > this.file.uploadedAt.getTime() + DAY_MS ? 'in_the_future' : null;
  }

  #list(column: LeadColumn): string[] {
    const items = this.#value(column).split(/[,;]/);
    return [...new Set(items.map((item) => item.trim()).filter((item) => !isBlank(item)))];
  }

  /** Empty where there is nothing to be seen. */
  #value(column: LeadColumn): string {
    const place = this.file.columns[column];
    const value = place === undefined ? '' : withoutGuards(this.cells[place]!).trim();
    return isBlank(value) ? '' : value;
  }

  #check(column: LeadColumn, code: RowErrorCode | null): void {
    if (code !== null) this.errors.push({ column, code });
  }
}

function faultOf(column: keyof typeof MAX_LENGTH, value: string): RowErrorCode | null {
  if (value.length > MAX_LENGTH[column]) return 'too_long';
  if (!isOneLine(value)) return 'not_one_line';
  if (column === 'phone' && !PHONE.test(value)) return 'not_a_phone';
  if (column === 'email' && !EMAIL.test(value)) return 'not_an_email';
  return null;
}

function faulty(errors: readonly RowError[]): ReadRow {
  return { kind: 'faulty', errors };
}
