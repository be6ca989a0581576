/**
 * Where a spreadsheet may find the beginning of a formula: at the beginning of a cell, and behind a semicolon, a tab or a
 * line end, which are the ends of cells to a spreadsheet of another country or to one that was told so; quotes and spaces
 * before it do not count. There an apostrophe is put in front, which spreadsheets take for the sign of a text; whoever reads
 * the file by program takes one off at each of these places. A cell that begins with a tab or a line end gets one as well.
 */
const FORMULA = /^(?=[\t\r\n])|(?<=^|[;\t\r\n])(?=["' ]*[=+\-@＝＋－＠])/g;

/** One record of a CSV file (RFC 4180), with its line end. */
export function csvRecord(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = value.replace(FORMULA, "'");
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
