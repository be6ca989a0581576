import { Button } from '@mantine/core';
import { useText } from '../texts/use-text.js';

interface StrayNoteProps {
  readonly selected: number;
  /** Null while nobody knows. */
  readonly stray: number | null;
  readonly error: Error | null;
  readonly onRetry: () => void;
  readonly onKeep: () => void;
  readonly onDrop: () => void;
}

/** Chosen rows that the list does not have: nothing is done with them until a person has said that they are meant. */
export function StrayNote({ selected, stray, error, onRetry, onKeep, onDrop }: StrayNoteProps) {
  const text = useText();
  if (stray === null && !error) return <span role="status">{text('leads.stray_asked')}</span>;
  return (
    <>
      <span role="status">
        {stray === null
          ? text('leads.stray_unknown')
          : text(stray === selected ? 'leads.stray_all' : 'leads.stray', { stray })}
      </span>
      {error && (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {text('action.retry')}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={onKeep}>
        {text('leads.stray_keep', { stray: stray ?? selected })}
      </Button>
      <Button size="compact-sm" variant="default" onClick={onDrop}>
        {text('leads.stray_drop', { stray: stray ?? selected })}
      </Button>
    </>
  );
}
