/**
 * A reply that is nothing but one of these wants no more. Longer texts are for people to read: "please do not stop" has a stop
 * word in it. Those of the carriers in English, and what says the same in the languages around.
 */
const STOP_WORDS = plainWords([
  ...['stop', 'stop all', 'stopall', 'stop promotions', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke'],
  ...['opt out', 'optout', 'stopp', 'abmelden', 'abbestellen', 'arret', 'arreter', 'desabonner', 'baja', 'parar'],
  ...['cancelar', 'sair'],
  ...['annulla', 'cancella', 'stoppen', 'afmelden', 'הסר', 'הסרה', 'עצור', 'די', 'стоп', 'отписаться', 'توقف', 'إلغاء'],
]);

/** What people say before or after it, and what changes nothing of it. */
const POLITE_WORDS = plainWords([
  ...['please', 'pls', 'thanks', 'thank you', 'bitte', 'danke', 'por favor', 'gracias', 'obrigado', 'obrigada'],
  ...["s'il vous plaît", 's’il vous plaît', 'merci', 'per favore', 'grazie', 'alstublieft', 'בבקשה', 'пожалуйста'],
]);

export function isStopWord(text: string): boolean {
  return STOP_WORDS.has(withoutPoliteWords(plain(text)));
}

/** Those at both ends, one after the other. */
function withoutPoliteWords(said: string): string {
  for (const word of POLITE_WORDS) {
    if (said.startsWith(`${word} `)) return withoutPoliteWords(said.slice(word.length + 1));
    if (said.endsWith(` ${word}`)) return withoutPoliteWords(said.slice(0, -word.length - 1));
  }
  return said;
}

function plainWords(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map(plain));
}

/** Without case, accents, punctuation and double spaces. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
