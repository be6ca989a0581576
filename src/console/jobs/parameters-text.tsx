import { useIntl } from 'react-intl';
import { FIELD_LABELS } from '../start/field-labels.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';

interface Value {
  readonly place: string;
  /** Null: none. */
  readonly value: string | null;
}

/** What a job was told beside its selection: each value with the name that the form has for it. */
export function ParametersText({ parameters }: Pick<Job, 'parameters'>) {
  const text = useText();
  const intl = useIntl();
  const values = valuesIn(parameters, 'parameters').map(({ place, value }) => {
    const known = FIELD_LABELS[place];
    const field = known ? text(known) : place.replace(/^parameters\./, '');
    return text('parameter.value', { field, value: value ?? text('form.no_value') });
  });
  return <bdi>{intl.formatList(values, { type: 'unit' })}</bdi>;
}

function valuesIn(given: Readonly<Record<string, unknown>>, place: string): Value[] {
  return Object.entries(given).flatMap(([name, value]): Value[] => {
    const at = `${place}.${name}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return valuesIn(value as Readonly<Record<string, unknown>>, at);
    }
    const isList = Array.isArray(value) && value.every((part) => typeof part === 'string');
    if (isList) return [{ place: at, value: value.join(', ') }];
    return [{ place: at, value: typeof value === 'string' || value === null ? value : JSON.stringify(value) }];
  });
}
