import { useState } from 'react';

/**
 * What is typed into a form, which begins with what the address says, and anew where that changes, for example by the
 * browser's "back". The form stays, and the focus in it.
 *
 * @param key the same for what is the same
 */
export function useTyped<T>(given: T, key: (value: T) => string) {
  const [shown, setShown] = useState(given);
  const [typed, setTyped] = useState(given);
  if (key(shown) !== key(given)) {
    setShown(given);
    setTyped(given);
  }
  return [typed, setTyped] as const;
}
