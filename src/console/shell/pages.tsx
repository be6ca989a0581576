import { Button, Group } from '@mantine/core';
import { useText } from '../texts/use-text.js';

interface PagesProps {
  readonly cursor: string | null;
  /** Of a list that can be read backwards. */
  readonly previousCursor?: string | null;
  readonly nextCursor: string | null;
  readonly onCursor: (cursor: string | null) => void;
}

/** Ways through a list whose place is in the address, so that the browser's own "back" leads a page back. */
export function Pages({ cursor, previousCursor = null, nextCursor, onCursor }: PagesProps) {
  const text = useText();
  const ways = [
    { label: text('action.first_page'), to: null, isThere: cursor !== null },
    { label: text('action.previous_page'), to: previousCursor, isThere: previousCursor !== null },
    { label: text('action.next_page'), to: nextCursor, isThere: nextCursor !== null },
  ].filter(({ isThere }) => isThere);
  return (
    ways.length > 0 && (
      <Group gap="sm">
        {ways.map(({ label, to }) => (
          <Button key={label} variant="default" onClick={() => onCursor(to)}>
            {label}
          </Button>
        ))}
      </Group>
    )
  );
}
