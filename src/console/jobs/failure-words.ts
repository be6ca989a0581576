import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';

/** By SQLSTATE, or by the code of a refusal by the domain. */
const WORDS: Readonly<Record<string, TextId>> = {
  '22001': 'failure.bad_value',
  '22003': 'failure.bad_value',
  '23502': 'failure.not_null',
  '23503': 'failure.referenced',
  '23505': 'failure.not_unique',
  '23514': 'failure.check',
  '40001': 'failure.conflict',
  '40P01': 'failure.conflict',
  '55P03': 'failure.locked',
  '57014': 'failure.too_slow',
  P0001: 'failure.refused_by_rule',
  '131026': 'failure.not_on_whatsapp',
  '131049': 'failure.enough_marketing',
  '131050': 'failure.opted_out',
  legal_hold: 'failure.legal_hold',
  too_many_tags: 'failure.too_many_tags',
  id_taken: 'failure.id_taken',
  value_taken: 'failure.value_taken',
  dependant_taken: 'failure.dependant_taken',
  changed_since: 'failure.changed_since',
  file_gone: 'failure.file_gone',
  target_gone: 'failure.target_gone',
  no_consent: 'failure.no_consent',
  opted_out: 'failure.opted_out',
  no_number: 'failure.no_number',
  duplicate: 'failure.duplicate',
  other_country: 'failure.other_country',
  number_changed: 'failure.number_changed',
  outside_hours: 'failure.outside_hours',
  capped: 'failure.capped',
  field_is_empty: 'failure.field_is_empty',
};

/** Why a target has failed or was skipped, in words; a code that this console does not know, as it is. */
export function useFailureWords(): (code: string) => string {
  const text = useText();
  return (code) => {
    const words = WORDS[code];
    return words === undefined ? code : text(words);
  };
}
