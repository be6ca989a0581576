/**
 * A reply that is nothing but one of these wants no more. Longer texts are for people to read: "please do not stop" has a stop
 * word in it. Those of the carriers in English, and what says the same in the languages around.
 */
const STOP_WORDS: ReadonlySet<string> = new Set(
  [
    ...['stop', 'stop all', 'stopall', 'stop promotions', 'unsubscribe', 'cancel', 'end', 'quit', 'opt out', 'optout'],
    ...['stopp', 'abmelden', 'abbestellen', 'arret', 'arreter', 'desabonner', 'baja', 'parar', 'cancelar', 'sair'],
    ...[
      'annulla',
      'cancella',
      'stoppen',
      'afmelden',
      'הסר',
      'הסרה',
      'עצור',
      'די',
      'стоп',
      'отписаться',
      'توقف',
      'إلغاء',
    ],
  ].map(plain),
);

export function isStopWord(text: string): boolean {
  return STOP_WORDS.has(plain(text));
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
