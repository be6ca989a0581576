import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import type { TextId } from './locales.js';

type Values = Readonly<Record<string, string | number | Date>>;

/** Texts of the page's language. */
export function useText(): (id: TextId, values?: Values) => string {
  const intl = useIntl();
  return useCallback((id, values = {}) => intl.formatMessage({ id }, isolate(values)), [intl]);
}

/**
 * Names and ids keep their own direction within a sentence of another one: FIRST STRONG ISOLATE to POP DIRECTIONAL
 * ISOLATE, which is `<bdi>` for places where no element can be.
 */
function isolate(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? `\u2068${value}\u2069` : value]),
  );
}
