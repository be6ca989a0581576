import en from './en.json' with { type: 'json' };
import he from './he.json' with { type: 'json' };

export type TextId = keyof typeof en;

/** Every language has every text: a missing one does not compile. */
export const LOCALES = {
  en: { name: 'English', direction: 'ltr', texts: en },
  he: { name: 'עברית', direction: 'rtl', texts: he },
} as const satisfies Record<
  string,
  { readonly name: string; readonly direction: 'ltr' | 'rtl'; readonly texts: Readonly<Record<TextId, string>> }
>;

export type Locale = keyof typeof LOCALES;
