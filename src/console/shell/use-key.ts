import { useEffect, useEffectEvent } from 'react';
import { keysAreOn } from './key-choice.js';

/** Fields in which a key is a letter. */
const TYPED_INTO = 'input:not([type=checkbox]), select, textarea, [contenteditable]';

/** Whether an event is the key: a letter by its place on the keyboard, too, which types another one in other scripts. */
function isKey({ key: typed, code }: KeyboardEvent, key: string): boolean {
  if (typed.toLowerCase() === key) return true;
  return /^[a-z]$/.test(key) && !/^[a-z]$/i.test(typed) && code === `Key${key.toUpperCase()}`;
}

/** Does something at a key, unless a person is typing, asks the browser for something or answers a dialog. */
export function useKey(key: string, act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (!isKey(event, key) || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keysAreOn()) return;
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
