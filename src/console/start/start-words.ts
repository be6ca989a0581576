import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';
import type { OperationType } from './operation-types-query.js';

/** What the button of an operation type says. */
const ACTIONS: Readonly<Record<string, TextId>> = {
  delete_leads_bulk: 'start.delete_leads',
  update_leads_bulk: 'start.update_leads',
  delete_imported_leads: 'start.delete_leads',
  delete_receipts_all: 'start.delete_receipts',
};

/** What a person should know before it is started. */
const WARNINGS: Readonly<Record<string, readonly TextId[]>> = {
  delete_leads_bulk: ['start.delete_leads_for_good', 'start.later_leads'],
  update_leads_bulk: ['start.update_leads_for_good', 'start.later_leads'],
  delete_imported_leads: ['start.delete_leads_for_good', 'start.imports_too', 'start.later_leads'],
  delete_receipts_all: ['start.delete_receipts_for_good'],
};

interface TargetWords {
  readonly exact: TextId;
  readonly moreThan: TextId;
}

const TARGETS: Readonly<Record<string, TargetWords>> = {
  leads: { exact: 'leads.count', moreThan: 'leads.more_than' },
  receipts: { exact: 'receipts.count', moreThan: 'receipts.more_than' },
};
const OTHER_TARGETS: TargetWords = { exact: 'start.count_targets', moreThan: 'start.more_than_targets' };

/** How a start of this type is spoken of; a type that this console does not know is named as the API names it. */
export function useStartWords({ type, summary, targets }: Pick<OperationType, 'type' | 'summary' | 'targets'>) {
  const text = useText();
  return {
    action: (count: number): string => text(ACTIONS[type] ?? 'start.other', { summary, count }),
    count: ({ value, isExact }: { readonly value: number; readonly isExact: boolean }): string => {
      const { exact, moreThan } = TARGETS[targets] ?? OTHER_TARGETS;
      return text(isExact ? exact : moreThan, { value });
    },
    color: type.startsWith('delete_') ? 'red' : 'blue',
    warnings: (WARNINGS[type] ?? []).map((id) => text(id)),
  };
}
