import { lazy, Suspense, useState } from 'react';
import { useKey } from './use-key.js';

const KeysDialog = lazy(() => import('./keys-dialog.js'));

/** The keys of every page: `/` leads to its search field, if it has one, and `?` lists them. */
export function Keys() {
  const [isHelpShown, setHelpShown] = useState(false);
  useKey('/', () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus());
  useKey('?', () => setHelpShown(true));
  return <Suspense>{isHelpShown && <KeysDialog onClose={() => setHelpShown(false)} />}</Suspense>;
}
