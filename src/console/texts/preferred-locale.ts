import type { Locale } from './locales.js';

function isLocale(text: string | null | undefined): text is Locale {
  return text === 'en' || text === 'he';
}

/** What the person chose, else the first of the browser's languages that there is. */
export function preferredLocale(chosen: string | null, languages: readonly string[]): Locale {
  if (isLocale(chosen)) return chosen;
  return languages.map((language) => language.split('-')[0]).find(isLocale) ?? 'en';
}
