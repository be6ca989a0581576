import type { Schemas } from '@bulkgate/client';
import { useText } from '../texts/use-text.js';

type Values = Schemas['TargetValues'];

interface ChangedValuesProps {
  readonly from: Values | null;
  readonly to: Values | null;
}

/** What an update has made of a row, column by column. */
export function ChangedValues({ from, to }: ChangedValuesProps) {
  const text = useText();
  const shown = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return text('change.nothing');
    if (Array.isArray(value)) return value.length === 0 ? text('change.nothing') : value.join(', ');
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return Object.keys(to ?? {}).map((column) => (
    <div key={column}>
      <bdi>{column}</bdi>: <bdi>{shown(from?.[column])}</bdi> {text('change.becomes')} <bdi>{shown(to?.[column])}</bdi>
    </div>
  ));
}
