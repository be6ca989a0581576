import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';

const NAMES: Readonly<Record<string, TextId>> = {
  delete_leads_bulk: 'type.delete_leads_bulk',
};

/** Operation types as people call them; one that this console does not know, as the API calls it. */
export function useTypeName(): (type: string) => string {
  const text = useText();
  return (type) => {
    const name = NAMES[type];
    return name === undefined ? type : text(name);
  };
}

export function TypeName({ type }: { readonly type: string }) {
  return <bdi>{useTypeName()(type)}</bdi>;
}
