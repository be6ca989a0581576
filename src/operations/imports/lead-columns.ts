import { withoutGuards } from '../formula-guard.js';

/**
 * The columns of a lead that a file may fill. Not among them: the business, which is the caller's; a legal hold and an
 * opt-out, which no file may lift; consent, which needs a proof of its own.
 */
export const LEAD_COLUMNS = ['name', 'phone', 'email', 'status', 'source', 'owner'] as const;
export type LeadColumn = (typeof LEAD_COLUMNS)[number];

/** Which cell of a row a column is read from; a column that is not here keeps its default. */
export type ColumnPlaces = Readonly<Partial<Record<LeadColumn, number>>>;

/** Why a row was not imported. Codes are stable: a client translates them. */
export const ROW_ERRORS = {
  wrong_number_of_cells: 'the row has another number of cells than the header',
  required: 'the cell is empty',
  too_long: 'the cell is too long',
  not_a_phone: 'the cell is no phone number',
  not_an_email: 'the cell is no e-mail address',
  refused: 'the database refuses the row',
} as const;
export type RowErrorCode = keyof typeof ROW_ERRORS;

export interface RowError {
  /** Null where the whole row is at fault. */
  readonly column: LeadColumn | null;
  readonly code: RowErrorCode;
}

export type NewLead = Readonly<Record<LeadColumn, string | null>>;

/** One row as it came: the line of the file that it begins on, and its cells. */
export interface ImportRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export type ReadRow =
  | { readonly kind: 'lead'; readonly lead: NewLead }
  | { readonly kind: 'blank' }
  | { readonly kind: 'faulty'; readonly errors: readonly RowError[] };

const DEFAULTS: NewLead = { name: null, phone: null, email: null, status: 'new', source: 'import', owner: null };

const MAX_LENGTH: Readonly<Record<LeadColumn, number>> = {
  name: 200,
  phone: 40,
  email: 254,
  status: 50,
  source: 50,
  owner: 100,
};

const PHONE = /^\+?[0-9][0-9 ()./-]{2,}$/;
/** No more than that it can be one: whether somebody reads it, only a message can tell. */
const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+$/;

/** @param cellsOfHeader how many cells each row has to have */
export function readLead(cells: readonly string[], places: ColumnPlaces, cellsOfHeader: number): ReadRow {
  if (cells.every((cell) => cell.trim() === '')) return { kind: 'blank' };
  if (cells.length !== cellsOfHeader) return faulty([{ column: null, code: 'wrong_number_of_cells' }]);
  const lead = { ...DEFAULTS };
  const errors: RowError[] = [];
  for (const column of LEAD_COLUMNS) {
    const place = places[column];
    const value = place === undefined ? '' : withoutGuards(cells[place]!).trim();
    if (value !== '') lead[column] = value;
    const code = faultOf(column, lead[column]);
    if (code) errors.push({ column, code });
  }
  return errors.length > 0 ? faulty(errors) : { kind: 'lead', lead };
}

function faultOf(column: LeadColumn, value: string | null): RowErrorCode | null {
  if (value === null) return column === 'name' ? 'required' : null;
  if (value.length > MAX_LENGTH[column]) return 'too_long';
  if (column === 'phone' && !PHONE.test(value)) return 'not_a_phone';
  if (column === 'email' && !EMAIL.test(value)) return 'not_an_email';
  return null;
}

function faulty(errors: readonly RowError[]): ReadRow {
  return { kind: 'faulty', errors };
}
