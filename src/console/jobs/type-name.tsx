import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';

const NAMES: Readonly<Record<string, { readonly name: TextId; readonly ofAll: TextId }>> = {
  broadcast_whatsapp: { name: 'type.broadcast_whatsapp', ofAll: 'type_of_all.broadcast_whatsapp' },
  delete_imported_leads: { name: 'type.delete_imported_leads', ofAll: 'type_of_all.delete_imported_leads' },
  delete_receipts_all: { name: 'type.delete_receipts_all', ofAll: 'type_of_all.delete_receipts_all' },
  delete_leads_bulk: { name: 'type.delete_leads_bulk', ofAll: 'type_of_all.delete_leads_bulk' },
  enqueue_outbound_calls: { name: 'type.enqueue_outbound_calls', ofAll: 'type_of_all.enqueue_outbound_calls' },
  restore_job: { name: 'type.restore_job', ofAll: 'type_of_all.restore_job' },
  update_leads_bulk: { name: 'type.update_leads_bulk', ofAll: 'type_of_all.update_leads_bulk' },
};

/** Operation types as people call them; one that this console does not know, as the API calls it. */
export function useTypeName(): (type: string) => string {
  const text = useText();
  return (type) => {
    const names = NAMES[type];
    return names === undefined ? type : text(names.name);
  };
}

/** Operation types as people call them where they are for everything there is. */
export function useTypeOfAllName(): (type: string) => string {
  const text = useText();
  return (type) => {
    const names = NAMES[type];
    return names === undefined ? text('type_of_all', { type }) : text(names.ofAll);
  };
}

export function TypeName({ type }: { readonly type: string }) {
  return <bdi>{useTypeName()(type)}</bdi>;
}
