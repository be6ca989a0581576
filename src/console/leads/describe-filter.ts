import type { TextId } from '../texts/locales.js';
import { boundaryDayOf, type DayField } from './days.js';

interface Words {
  readonly text: (id: TextId, values: Readonly<Record<string, string | number>>) => string;
  readonly day: (date: Date) => string;
  readonly moment: (moment: string) => string;
}

const CONDITIONS: Readonly<Record<string, TextId>> = {
  status: 'condition.status',
  source: 'condition.source',
  owner: 'condition.owner',
  tag: 'condition.tag',
  text: 'condition.text',
  importId: 'condition.import',
};
const MOMENTS: Readonly<Record<DayField, { readonly day: TextId; readonly moment: TextId }>> = {
  createdAfter: { day: 'condition.created_from', moment: 'condition.created_after' },
  createdBefore: { day: 'condition.created_before', moment: 'condition.created_before' },
};

/** The conditions of a filter, each in words; one that this console does not know is shown as it is, never left out. */
export function describeFilter(filter: Readonly<Record<string, unknown>>, { text, day, moment }: Words): string[] {
  return Object.entries(filter).map(([field, given]) => {
    const value = typeof given === 'string' ? given : JSON.stringify(given);
    if (field === 'createdAfter' || field === 'createdBefore') {
      const boundary = boundaryDayOf(field, value);
      return boundary === null
        ? text(MOMENTS[field].moment, { value: moment(value) })
        : text(MOMENTS[field].day, { value: day(boundary) });
    }
    const condition = CONDITIONS[field];
    return condition === undefined ? text('condition.other', { field, value }) : text(condition, { value });
  });
}
