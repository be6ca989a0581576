import type { Schemas } from '@bulkgate/client';
import { useIntl } from 'react-intl';
import { describeFilter } from '../leads/describe-filter.js';
import { useText } from '../texts/use-text.js';

type JobSelection = Schemas['JobSelection'];

/** What a job is to touch, in words. */
export function useSelectionText(): (selection: JobSelection) => string {
  const text = useText();
  const intl = useIntl();
  return ({ kind, filter }) => {
    if (kind !== 'filter' || filter === undefined) return text(kind === 'all' ? 'selection.all' : 'selection.ids');
    const conditions = describeFilter(filter, {
      text,
      day: (date) => intl.formatDate(date, { dateStyle: 'medium' }),
      moment: (moment) => intl.formatDate(moment, { dateStyle: 'medium', timeStyle: 'medium' }),
    });
    return text('selection.filter', { conditions: intl.formatList(conditions, { type: 'conjunction' }) });
  };
}

export function SelectionText({ selection }: { readonly selection: JobSelection }) {
  return useSelectionText()(selection);
}
