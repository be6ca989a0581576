import { stringify } from 'csv-stringify/sync';
import { guardFormulas } from '../../operations/formula-guard.js';

type Cell = string | number | null;

/** Records of a CSV file (RFC 4180), each with its line end. No text in it is a formula to a spreadsheet. */
export function csvRecords(records: readonly (readonly Cell[])[], delimiter = ','): string {
  return stringify(records as Cell[][], {
    delimiter,
    record_delimiter: 'windows',
    // What parts cells elsewhere is quoted too; a quote is by itself.
    quoted_match: /[,;\t\r\n]/,
    cast: { string: guardFormulas },
  });
}
