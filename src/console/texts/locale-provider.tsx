import { DirectionProvider } from '@mantine/core';
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { IntlProvider } from 'react-intl';
import { type Locale, LOCALES } from './locales.js';
import { preferredLocale } from './preferred-locale.js';

const STORED_AS = 'bulkgate-locale';

const LocaleContext = createContext<{ readonly locale: Locale; readonly choose: (locale: Locale) => void } | null>(
  null,
);

/** Language and direction of the page. */
export function LocaleProvider({ children }: { readonly children: ReactNode }) {
  const [locale, setLocale] = useState(() => preferredLocale(localStorage.getItem(STORED_AS), navigator.languages));
  const { direction, texts } = LOCALES[locale];
  useLayoutEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = direction;
  }, [locale, direction]);
  const context = useMemo(() => {
    const choose = (chosen: Locale): void => {
      localStorage.setItem(STORED_AS, chosen);
      setLocale(chosen);
    };
    return { locale, choose };
  }, [locale]);
  return (
    <LocaleContext value={context}>
      <DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
        <IntlProvider locale={locale} messages={texts}>
          {children}
        </IntlProvider>
      </DirectionProvider>
    </LocaleContext>
  );
}

export function useLocale() {
  const context = useContext(LocaleContext);
  if (context === null) throw new Error('a text is shown outside of a language');
  return context;
}
