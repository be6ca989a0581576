import { fieldsOfText, fillText } from './text-fields.js';

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

const NAME = '[A-Za-z_][\\w.:-]*';
/** Of a whole TwiML, one after the other. Names are those of TwiML and SSML, which are ASCII. */
const TOKEN = new RegExp(
  [
    '<!--(?<comment>(?:(?!--)[^])*)-->',
    '<!\\[CDATA\\[(?<cdata>[^]*?)\\]\\]>',
    `<\\/(?<closes>${NAME})\\s*>`,
    `<(?<opens>${NAME})(?<attributes>(?:\\s+${NAME}\\s*=\\s*(?:"[^<"]*"|'[^<']*'))*)\\s*(?<isEmpty>\\/?)>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'gy',
);
const DECLARATION = /^<\?xml\s[^<>?]*\?>/;
const ATTRIBUTE_NAMES = new RegExp(`(${NAME})\\s*=\\s*(?:"[^"]*"|'[^']*')`, 'g');
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\dA-Fa-f]{1,6});)/;

/** What Twilio would not understand of a text that is to be TwiML, in words; null where it is well formed. */
export function twimlFault(twiml: string): string | null {
  if (twiml.search(NOT_XML) >= 0) return 'has a character that XML does not have';
  const text = twiml.trim().replace(DECLARATION, '').trim();
  const open: string[] = [];
  let [end, isOver] = [0, false];
  for (const { 0: token, index, groups } of text.matchAll(TOKEN)) {
    const { comment, closes, opens, attributes = '', isEmpty, text: words } = groups!;
    end = index + token.length;
    // A value may have `--`, which ends a comment in a way that XML does not have.
    if (comment !== undefined && fieldsOfText(comment).length > 0) return 'has a field of the lead in a comment';
    if (ENTITY.test(words ?? attributes)) return 'has a & that has to be written &amp;';
    if (words?.includes(']]>')) return 'has a ]]> that has to be written ]]&gt;';
    if (opens !== undefined) {
      if (open.length === 0 && (isOver || opens !== 'Response')) return 'must be one <Response>';
      if (hasTwice(attributes)) return `has an attribute twice in <${opens}>`;
      if (isEmpty === '') open.push(opens);
    } else if (closes !== undefined) {
      const opened = open.pop();
      if (opened !== closes)
        return opened === undefined ? `has no <${closes}> to close` : `has a <${opened}> that is not closed`;
    } else if (open.length === 0 && comment === undefined && token.trim() !== '') {
      return 'must be one <Response>';
    }
    isOver ||= open.length === 0 && (opens ?? closes) !== undefined;
  }
  if (end < text.length) return `is no XML at character ${twiml.indexOf(text) + end + 1}`;
  if (open.length > 0) return `has a <${open.at(-1)}> that is not closed`;
  return isOver ? null : 'must be one <Response>';
}

function hasTwice(attributes: string): boolean {
  const names = Array.from(attributes.matchAll(ATTRIBUTE_NAMES), ([, name]) => name);
  return new Set(names).size < names.length;
}
