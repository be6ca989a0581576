import { Button } from '@mantine/core';
import { useText } from '../texts/use-text.js';

interface StrayDecisionProps {
  readonly count: number;
  /** Which rows these are could not be found out. */
  readonly isUnknown: boolean;
  readonly onRetry: () => void;
  readonly onKeep: () => void;
  readonly onDrop: () => void;
}

/** About chosen rows that the list does not have: nothing is done with them until a person has said that they are meant. */
export function StrayDecision({ count, isUnknown, onRetry, onKeep, onDrop }: StrayDecisionProps) {
  const text = useText();
  const ways = [
    ...(isUnknown ? [{ label: text('action.retry'), act: onRetry }] : []),
    { label: text('leads.stray_keep', { stray: count }), act: onKeep },
    { label: text('leads.stray_drop', { stray: count }), act: onDrop },
  ];
  return ways.map(({ label, act }) => (
    <Button key={label} size="compact-sm" variant="default" onClick={act}>
      {label}
    </Button>
  ));
}
