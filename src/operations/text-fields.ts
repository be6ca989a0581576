/** A name in a text: `{{name}}`. */
const FIELD = /\{\{([A-Za-z]\w{0,49})\}\}/g;

/** The names that a text asks for, each once. */
export function fieldsOfText(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(FIELD), ([, name]) => name!))];
}

/**
 * Puts values into a text. What a value holds is not looked at for fields again.
 *
 * @throws Error that names a field without a value
 */
export function fillText(
  text: string,
  values: Readonly<Record<string, string>>,
  written: (value: string) => string = (value) => value,
): string {
  return text.replace(FIELD, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`the text asks for ${name}, which has no value`);
    return written(values[name]!);
  });
}
