import { z } from 'zod';
import { filterText } from '../../operations/filter-text.js';
import { withoutGuards } from '../../operations/formula-guard.js';
import {
  type ColumnPlaces,
  CONSENT_COLUMNS,
  type ConsentColumn,
  isConsentColumn,
  LEAD_COLUMNS,
  type LeadColumn,
} from '../../operations/imports/lead-columns.js';
import type { FieldError } from '../../http/problem.js';

const MAX_HEADER = 200;
/** Of all headers: a list of imports holds them. */
const MAX_HEADER_CHARACTERS = 50_000;

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;
type DelimiterName = keyof typeof DELIMITERS;
const DELIMITER_NAMES = Object.keys(DELIMITERS) as [DelimiterName, ...DelimiterName[]];

export const leadColumnSchema = z.enum(LEAD_COLUMNS).meta({ id: 'LeadColumn' });

export const delimiterSchema = z.enum(DELIMITER_NAMES).meta({ id: 'CsvDelimiter' });

const headerText = z
  .string()
  .max(MAX_HEADER)
  .regex(/^[^\0]*$/, { error: 'holds U+0000' })
  .optional();

const ofColumn = (column: LeadColumn) =>
  headerText.describe(
    `Header of the file's column that \`${column}\` is read from; ` +
      (isConsentColumn(column)
        ? 'without it none, whatever the file holds. Needs the permission `consents`'
        : `without it the column \`${column}\`, if there is one. Empty: none`),
  );

/** The columns are an allow-list: any other field of a lead is refused as an unknown field. */
export const importQuery = z.strictObject({
  fileName: filterText(200).default('leads.csv').describe('For people'),
  delimiter: delimiterSchema.default('comma').describe('What stands between two cells'),
  ...(Object.fromEntries(LEAD_COLUMNS.map((column) => [column, ofColumn(column)])) as Record<
    LeadColumn,
    ReturnType<typeof ofColumn>
  >),
});
export type ImportQuery = z.infer<typeof importQuery>;

export const delimiterOf = (name: DelimiterName): string => DELIMITERS[name];

export function delimiterName(delimiter: string): DelimiterName {
  return DELIMITER_NAMES.find((name) => DELIMITERS[name] === delimiter) ?? 'comma';
}

type Columns = Partial<Record<LeadColumn, string | undefined>>;

/** Where each column of a lead stands in the file, or what is wrong with it. */
export function placesOf(
  header: readonly string[],
  query: Columns,
): { readonly places: ColumnPlaces; readonly errors: readonly FieldError[] } {
  if (header.join('').length > MAX_HEADER_CHARACTERS)
    return { places: {}, errors: [fault('file', `may have up to ${MAX_HEADER_CHARACTERS} characters of headers`)] };
  const places: Partial<Record<LeadColumn, number>> = {};
  const errors: FieldError[] = [];
  const names = header.map(plain);
  for (const column of LEAD_COLUMNS) {
    const asked = query[column];
    if (asked?.trim() === '' || (asked === undefined && isConsentColumn(column))) continue;
    const found = names.flatMap((name, at) => (name === plain(asked ?? column) ? [at] : []));
    if (found.length > 1) errors.push(fault(column, 'the header of the file has this column twice'));
    else if (found.length === 1) places[column] = found[0]!;
    else if (asked !== undefined) errors.push(fault(column, 'the header of the file has no such column'));
  }
  // Without where and when it was given, a consent proves nothing.
  const asked = consentAsked(query);
  if (asked.length > 0) {
    for (const column of CONSENT_COLUMNS) {
      if (!asked.includes(column)) errors.push(fault(column, `is needed with ${asked.join(' and ')}`));
    }
  }
  const isNamed = places.name !== undefined || errors.some(({ field }) => field === 'name');
  if (!isNamed)
    errors.push(fault('name', 'the file has no column for it; give the header of the column that holds it'));
  return { places, errors };
}

/** Columns of a consent that the file is asked for. They are read where they are named, and never because of a header alone. */
export function consentAsked(query: Columns): ConsentColumn[] {
  return CONSENT_COLUMNS.filter((column) => (query[column] ?? '').trim() !== '');
}

/** A guard is there where the header comes from our own file of failed rows. */
const plain = (header: string): string => withoutGuards(header).trim().toLowerCase();

function fault(field: string, message: string): FieldError {
  return { field, message };
}
