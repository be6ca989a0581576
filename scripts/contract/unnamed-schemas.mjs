/**
 * Where the document has an object or a list of values that no component names. A generator of clients makes up a name for
 * it, and another one as soon as a sibling comes before it.
 *
 * @param {unknown} document
 * @returns {string[]} pointers into the document
 */
export function unnamedSchemas(document) {
  /** @type {string[]} */
  const found = [];
  /** @param {unknown} value @param {readonly string[]} at */
  const walk = (value, at) => {
    if (typeof value !== 'object' || value === null) return;
    const isNamed = at.length === 3 && at[0] === 'components' && at[1] === 'schemas';
    const isSchema = 'properties' in value || ('enum' in value && 'type' in value);
    if (isSchema && !isNamed && at.at(-1) !== 'properties') found.push(`/${at.join('/')}`);
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'example' && key !== 'examples') walk(inner, [...at, key]);
    }
  };
  walk(document, []);
  return found;
}
