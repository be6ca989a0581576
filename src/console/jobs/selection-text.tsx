import type { Schemas } from '@bulkgate/client';
import { useIntl } from 'react-intl';
import { describeFilter } from '../leads/describe-filter.js';
import { useText } from '../texts/use-text.js';

/** What a job is to touch, in words. */
export function SelectionText({ selection }: { readonly selection: Schemas['JobSelection'] }) {
  const text = useText();
  const intl = useIntl();
  const { kind, filter } = selection;
  if (kind !== 'filter' || filter === undefined) return text(kind === 'all' ? 'selection.all' : 'selection.ids');
  const conditions = describeFilter(filter, {
    text,
    date: (moment) => intl.formatDate(moment, { dateStyle: 'medium' }),
  });
  return text('selection.filter', { conditions: intl.formatList(conditions, { type: 'conjunction' }) });
}
