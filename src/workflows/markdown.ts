/** A text as code, which is shown as it is: between more backticks than it has in a row. */
export function markdownCode(text: string): string {
  const shown = withoutControls(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** A text in one line, of which no sign means anything in Markdown or HTML. */
export function markdownText(text: string): string {
  return withoutControls(text).replace(/[\\`*_[\]<>|~&]/g, '\\$&');
}

/** Line ends, escape codes and what turns the writing round. */
function withoutControls(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
