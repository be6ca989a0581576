import type { TextId } from '../texts/locales.js';

interface Words {
  readonly text: (id: TextId, values: Readonly<Record<string, string | number>>) => string;
  readonly date: (moment: string) => string;
}

const CONDITIONS: Readonly<Record<string, TextId>> = {
  status: 'condition.status',
  source: 'condition.source',
  text: 'condition.text',
  importId: 'condition.import',
};
const MOMENTS: Readonly<Record<string, TextId>> = {
  createdAfter: 'condition.created_after',
  createdBefore: 'condition.created_before',
};

/** The conditions of a filter, each in words; one that this console does not know is shown as it is, never left out. */
export function describeFilter(filter: Readonly<Record<string, unknown>>, { text, date }: Words): string[] {
  return Object.entries(filter).map(([field, given]) => {
    const value = typeof given === 'string' ? given : JSON.stringify(given);
    const condition = CONDITIONS[field];
    if (condition !== undefined) return text(condition, { value });
    const moment = MOMENTS[field];
    return moment !== undefined ? text(moment, { value: date(value) }) : text('condition.other', { field, value });
  });
}
