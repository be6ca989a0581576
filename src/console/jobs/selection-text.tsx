import type { Schemas } from '@bulkgate/client';
import { useIntl } from 'react-intl';
import { describeFilter } from '../leads/describe-filter.js';
import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';

type JobSelection = Schemas['JobSelection'];

const WITHOUT_FILTER: Readonly<Record<JobSelection['kind'], TextId>> = {
  ids: 'selection.ids',
  filter: 'selection.all',
  all: 'selection.all',
  failed: 'selection.failed',
  archived: 'selection.archived',
};

/** What a job is to touch, in words. */
export function useSelectionText(): (selection: JobSelection) => string {
  const text = useText();
  const intl = useIntl();
  return ({ kind, filter, ofJob = '' }) => {
    if (filter === undefined) return text(WITHOUT_FILTER[kind], { ofJob });
    const conditions = describeFilter(filter, {
      text,
      day: (date) => intl.formatDate(date, { dateStyle: 'medium' }),
      moment: (moment) => intl.formatDate(moment, { dateStyle: 'medium', timeStyle: 'medium' }),
    });
    const listed = intl.formatList(conditions, { type: 'conjunction' });
    return text(kind === 'failed' ? 'selection.failed_filter' : 'selection.filter', { conditions: listed, ofJob });
  };
}

export function SelectionText({ selection }: { readonly selection: JobSelection }) {
  return useSelectionText()(selection);
}
