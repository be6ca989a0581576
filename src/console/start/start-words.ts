import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';
import type { OperationType } from './operation-types-query.js';

/** What the button of an operation type says. */
const ACTIONS: Readonly<Record<string, TextId>> = {
  delete_leads_bulk: 'start.delete_leads',
  update_leads_bulk: 'start.update_leads',
  delete_imported_leads: 'start.delete_leads',
  delete_receipts_all: 'start.delete_receipts',
  broadcast_whatsapp: 'start.write_to_leads',
  enqueue_outbound_calls: 'start.call_leads',
};

/** What a person should know before it is started. */
const WARNINGS: Readonly<Record<string, readonly TextId[]>> = {
  delete_leads_bulk: ['start.later_leads'],
  update_leads_bulk: ['start.later_leads'],
  delete_imported_leads: ['start.imports_too', 'start.later_leads'],
  delete_receipts_all: ['start.files_too'],
  broadcast_whatsapp: ['start.messages_stay', 'start.later_leads_not_reached'],
  enqueue_outbound_calls: ['start.calls_stay', 'start.hours_skip', 'start.later_leads_not_reached'],
};
const WARNINGS_OF_RESTORE: readonly TextId[] = ['start.restore_means'];

interface TargetWords {
  readonly exact: TextId;
  readonly moreThan: TextId;
}

const TARGETS: Readonly<Record<string, TargetWords>> = {
  leads: { exact: 'leads.count', moreThan: 'leads.more_than' },
  receipts: { exact: 'receipts.count', moreThan: 'receipts.more_than' },
};
const OTHER_TARGETS: TargetWords = { exact: 'start.count_targets', moreThan: 'start.more_than_targets' };

/**
 * How a start of this type is spoken of; a type that this console does not know is named as the API names it.
 *
 * @param isRestore whether it brings back what a job of this type has deleted or overwritten
 */
export function useStartWords(
  { type, summary, targets }: Pick<OperationType, 'type' | 'summary' | 'targets'>,
  isRestore = false,
) {
  const text = useText();
  const action = isRestore ? 'start.restore' : (ACTIONS[type] ?? 'start.other');
  return {
    action: (count: number): string => text(action, { summary, count }),
    count: ({ value, isExact }: { readonly value: number; readonly isExact: boolean }): string => {
      const { exact, moreThan } = TARGETS[targets] ?? OTHER_TARGETS;
      return text(isExact ? exact : moreThan, { value });
    },
    color: type.startsWith('delete_') && !isRestore ? 'red' : 'blue',
    warnings: (isRestore ? WARNINGS_OF_RESTORE : (WARNINGS[type] ?? [])).map((id) => text(id)),
  };
}
