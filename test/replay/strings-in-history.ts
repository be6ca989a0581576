/** Every string in Temporal's JSON of a history, also those inside payloads, which it has in base64. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const isPayload = 'metadata' in value && 'data' in value && typeof value.data === 'string';
  return isPayload
    ? [Buffer.from(value.data as string, 'base64').toString('utf8')]
    : Object.values(value).flatMap(stringsIn);
}
