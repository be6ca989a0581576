import { useEffect, useEffectEvent } from 'react';

/** Fields in which a key is a letter. */
const TYPED_INTO = 'input, select, textarea, [contenteditable]';

/** Does something at a key, unless a person is typing, asks the browser for something or answers a dialog. */
export function useKey(key: string, act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target instanceof Element && event.target.matches(TYPED_INTO)) return;
    if (document.querySelector('[role=dialog]')) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
