import { Button } from '@mantine/core';
import { useLocale } from '../texts/locale-provider.js';
import { LOCALES } from '../texts/locales.js';

/** To the other language, in its own words. */
export function LanguageButton() {
  const { locale, choose } = useLocale();
  const other = locale === 'en' ? 'he' : 'en';
  return (
    <Button size="compact-sm" variant="default" lang={other} onClick={() => choose(other)}>
      {LOCALES[other].name}
    </Button>
  );
}
