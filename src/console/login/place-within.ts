/** A place of this console, and never another site's: `//elsewhere` is one, and browsers read `\` as `/`. */
export function placeWithin(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/jobs';
}
