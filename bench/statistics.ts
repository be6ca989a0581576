/** The value below which `share` of the values lie (nearest rank). NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.min(ascending.length, Math.max(1, Math.ceil(share * ascending.length))) - 1] ?? NaN;
}

/** The middle value; the mean of the two in the middle where there is none. */
export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const high = ascending.length >> 1;
  if (ascending.length % 2 === 1) return ascending[high] ?? NaN;
  return ((ascending[high - 1] ?? NaN) + (ascending[high] ?? NaN)) / 2;
}
