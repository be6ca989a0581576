/**
 * What spreadsheets take for the beginning of a formula, also in its full-width forms. Such a cell gets an apostrophe in
 * front, which they show as text; whoever reads the file by program takes one apostrophe off before any of these.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One record of a CSV file (RFC 4180), with its line end. */
export function csvRecord(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
