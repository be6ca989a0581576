import { Button } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../texts/use-text.js';
import { useKey } from './use-key.js';

const KeysDialog = lazy(() => import('./keys-dialog.js'));

/** How long the second key of two may take. */
const SECOND_KEY_MS = 1_500;

/** The keys of every page, and the button that lists them. */
export function Keys() {
  const text = useText();
  const [isHelpShown, setHelpShown] = useState(false);
  const opener = useRef<Element | null>(null);
  const showHelp = (isShown: boolean): void => {
    if (isShown) opener.current = document.activeElement;
    else if (opener.current instanceof HTMLElement) opener.current.focus();
    setHelpShown(isShown);
  };
  const [, navigate] = useLocation();
  const goingSince = useRef(-Infinity);
  const go = (path: string) => (): void => {
    if (performance.now() - goingSince.current > SECOND_KEY_MS) return;
    goingSince.current = -Infinity;
    navigate(path);
  };
  useKey('/', () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus());
  useKey('?', () => showHelp(true));
  useKey('j', go('/jobs'));
  useKey('l', go('/leads'));
  useKey('g', () => {
    if (performance.now() - goingSince.current <= SECOND_KEY_MS) go('/gate')();
    else goingSince.current = performance.now();
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => showHelp(true)}>
        {text('keys.title')}
      </Button>
      <Suspense>{isHelpShown && <KeysDialog onClose={() => showHelp(false)} />}</Suspense>
    </>
  );
}
