import { type CsvDelimiter, CONSENT_COLUMNS, DELIMITERS, type LeadColumn, PLAIN_COLUMNS } from './lead-import.js';

/** A header is in it; what comes behind is not looked at. */
const HEAD_BYTES = 65_536;

export interface FileHeader {
  readonly delimiter: CsvDelimiter;
  /** As they stand in the file; empty where it cannot be read, which the server will say. */
  readonly columns: readonly string[];
}

/** The header of a file, with the delimiter that makes the most columns of it, or with a given one. */
export async function readHeader(file: Blob, given?: CsvDelimiter): Promise<FileHeader> {
  const text = await file.slice(0, HEAD_BYTES).text();
  const names = given ? [given] : (Object.keys(DELIMITERS) as CsvDelimiter[]);
  const read = await Promise.all(
    names.map(async (delimiter) => ({ delimiter, columns: await firstRow(text, delimiter) })),
  );
  return read.reduce((best, other) => (other.columns.length > best.columns.length ? other : best));
}

async function firstRow(text: string, delimiter: CsvDelimiter): Promise<readonly string[]> {
  // Of use here alone, and larger than the page.
  const { parse } = await import('csv-parse/browser/esm/sync');
  try {
    const [row = []] = parse(text, { bom: true, delimiter: DELIMITERS[delimiter], relax_column_count: true, to: 1 });
    return row;
  } catch {
    return [];
  }
}

/** Which column of the file each column of the leads is read from, as far as the names are the same. A consent is read where a person says so. */
export function proposedColumns(columns: readonly string[]): Readonly<Record<LeadColumn, string>> {
  const plain = (name: string): string => name.trim().toLowerCase();
  const proposed = [
    ...PLAIN_COLUMNS.map((column) => [column, columns.find((name) => plain(name) === column) ?? '']),
    ...CONSENT_COLUMNS.map((column) => [column, '']),
  ];
  return Object.fromEntries(proposed) as Record<LeadColumn, string>;
}
