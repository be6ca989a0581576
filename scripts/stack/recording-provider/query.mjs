/** An address that asks for something that there is not. Its message is for whoever wrote the address. */
export class NotUnderstood extends Error {}

/**
 * A whole number of the query.
 *
 * @param {URLSearchParams} query
 * @param {string} name
 * @param {number} otherwise when it is not there
 * @param {{ min?: number, max: number }} range
 */
export function numberIn(query, name, otherwise, { min = 0, max }) {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new NotUnderstood(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}
