/**
 * A stored text as a terminal may show it, in one line. Whatever it would obey (escape codes, line ends), or what turns the
 * writing round or cannot be seen, is shown as `\u{1b}`: rows of before may hold anything.
 */
export function textForTerminal(text: string): string {
  const shown = (sign: string): string => (sign === ' ' ? sign : `\\u{${sign.codePointAt(0)!.toString(16)}}`);
  return text.replace(/[\p{C}\p{Z}]/gu, shown);
}

/** Rows in columns of equal width, for a terminal. The first row is the heading. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(textForTerminal));
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((row) => row[column]!.length)));
  const lines = shown.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}
