import { useEffect, useState } from 'react';
import { useText } from '../texts/use-text.js';

/** Nothing is worth a word that is there by then. */
const SOON_MS = 300;
const LONG_MS = 5_000;

/** What is on its way. Every question has an end (30 s), after which the page says what is wrong. */
export function Loading() {
  const text = useText();
  const [said, say] = useState<'loading' | 'loading.long' | null>(null);
  useEffect(() => {
    const timers = [setTimeout(() => say('loading'), SOON_MS), setTimeout(() => say('loading.long'), LONG_MS)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return <p role="status">{said !== null && text(said)}</p>;
}
