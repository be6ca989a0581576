import { Button } from '@mantine/core';
import { useLocation } from 'wouter';
import { useText } from '../texts/use-text.js';
import { useDraft } from './use-draft.js';
import { addressOfDraft } from './use-start.js';

/** The way back to a start that was refused: its dialog opens again as it was, with a new look. */
export function DraftButton({ type, isReady }: { readonly type: string; readonly isReady: boolean }) {
  const text = useText();
  const [, navigate] = useLocation();
  const draft = useDraft();
  if (draft?.type !== type) return null;
  return (
    <Button variant={isReady ? 'filled' : 'default'} onClick={() => navigate(addressOfDraft(draft), { replace: true })}>
      {text('refusal.back')}
    </Button>
  );
}
