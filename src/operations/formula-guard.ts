/** Where a spreadsheet may find the beginning of a formula, and quotes and spaces that it does not mind before it. */
const FORMULA = `["' ]*[=+\\-@＝＋－＠]`;
const TO_GUARD = new RegExp(`^(?=[\\t\\r\\n])|(?<=^|[;\\t\\r\\n])(?=${FORMULA})`, 'g');
const GUARDS = new RegExp(`^'(?=[\\t\\r\\n])|(?<=^|[;\\t\\r\\n])'(?=${FORMULA})`, 'g');

/**
 * A cell of a CSV file that no spreadsheet takes for a formula. One may begin at the beginning of a cell, and behind a
 * semicolon, a tab or a line end, which are the ends of cells to a spreadsheet of another country or to one that was told
 * so. There an apostrophe is put in front, which spreadsheets take for the sign of a text. A cell that begins with a tab or
 * a line end gets one as well.
 */
export function guardFormulas(cell: string): string {
  return cell.replace(TO_GUARD, "'");
}

/** The cell as it was: one apostrophe is taken off at each of these places. */
export function withoutGuards(cell: string): string {
  return cell.replace(GUARDS, '');
}
