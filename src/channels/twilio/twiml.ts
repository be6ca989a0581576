import { fillText } from '../../operations/text-fields.js';

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML 1.0 has no way to write, escaped or not: most control characters, halves of characters, U+FFFE and U+FFFF. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * Puts values into a TwiML. What a lead is called must not become an instruction, so a value is text wherever it stands:
 * between tags, in an attribute, in CDATA (where `]]>` loses its `>`).
 *
 * @throws Error that names a field without a value
 */
export function fillTwiml(twiml: string, values: Readonly<Record<string, string>>): string {
  return fillText(twiml, values, escapeXml);
}

function escapeXml(text: string): string {
  return text.replace(NOT_XML, '').replace(/[&<>"']/g, (character) => ESCAPED[character]!);
}
