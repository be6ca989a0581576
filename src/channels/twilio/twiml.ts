const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML 1.0 has no way to write, escaped or not: most control characters, halves of characters, U+FFFE and U+FFFF. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A name in TwiML: `{{name}}`. */
const FIELD = /\{\{([A-Za-z]\w{0,49})\}\}/g;

/** The names that a TwiML asks for, each once. */
export function fieldsOfTwiml(twiml: string): string[] {
  return [...new Set(Array.from(twiml.matchAll(FIELD), ([, name]) => name!))];
}

/**
 * Puts values into a TwiML. What a lead is called must not become an instruction, so a value is text wherever it stands:
 * between tags, in an attribute, in CDATA (where `]]>` loses its `>`).
 *
 * @throws Error that names a field without a value
 */
export function fillTwiml(twiml: string, values: Readonly<Record<string, string>>): string {
  return twiml.replace(FIELD, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`the TwiML asks for ${name}, which has no value`);
    return escapeXml(values[name]!);
  });
}

function escapeXml(text: string): string {
  return text.replace(NOT_XML, '').replace(/[&<>"']/g, (character) => ESCAPED[character]!);
}
