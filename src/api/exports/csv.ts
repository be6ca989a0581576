import { stringify } from 'csv-stringify/sync';

/**
 * Where a spreadsheet may find the beginning of a formula: at the beginning of a cell, and behind a semicolon, a tab or a
 * line end, which are the ends of cells to a spreadsheet of another country or to one that was told so; quotes and spaces
 * before it do not count. There an apostrophe is put in front, which spreadsheets take for the sign of a text; whoever reads
 * the file by program takes one off at each of these places. A cell that begins with a tab or a line end gets one as well.
 */
const FORMULA = /^(?=[\t\r\n])|(?<=^|[;\t\r\n])(?=["' ]*[=+\-@＝＋－＠])/g;

type Cell = string | number | null;

/** Records of a CSV file (RFC 4180), each with its line end. No text in it is a formula to a spreadsheet. */
export function csvRecords(records: readonly (readonly Cell[])[]): string {
  return stringify(records as Cell[][], {
    record_delimiter: 'windows',
    // What parts cells elsewhere is quoted too; a comma and a quote are by themselves.
    quoted_match: /[;\t\r\n]/,
    cast: { string: (text) => text.replace(FORMULA, "'") },
  });
}
