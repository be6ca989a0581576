import { Button, Group } from '@mantine/core';
import { useText } from '../texts/use-text.js';

interface PagesProps {
  readonly cursor: string | null;
  readonly nextCursor: string | null;
  readonly onCursor: (cursor: string | null) => void;
}

/** Ways through a list whose place is in the address, so that the browser's own "back" leads a page back. */
export function Pages({ cursor, nextCursor, onCursor }: PagesProps) {
  const text = useText();
  if (cursor === null && nextCursor === null) return null;
  return (
    <Group>
      {cursor !== null && (
        <Button variant="default" onClick={() => onCursor(null)}>
          {text('action.first_page')}
        </Button>
      )}
      {nextCursor !== null && (
        <Button variant="default" onClick={() => onCursor(nextCursor)}>
          {text('action.next_page')}
        </Button>
      )}
    </Group>
  );
}
