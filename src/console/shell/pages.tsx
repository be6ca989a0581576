import { Button, Group } from '@mantine/core';
import { useText } from '../texts/use-text.js';

interface PagesProps {
  readonly cursor: string | null;
  /** Of a list that can be read backwards; null on its first page. */
  readonly previousCursor?: string | null;
  readonly nextCursor: string | null;
  readonly onCursor: (cursor: string | null) => void;
}

/** Ways through a list whose place is in the address, so that the browser's own "back" leads a page back. */
export function Pages({ cursor, previousCursor, nextCursor, onCursor }: PagesProps) {
  const text = useText();
  const ways = [
    { label: text('action.first_page'), to: null, isThere: cursor !== null },
    ...(previousCursor === undefined
      ? []
      : [{ label: text('action.previous_page'), to: previousCursor, isThere: previousCursor !== null }]),
    { label: text('action.next_page'), to: nextCursor, isThere: nextCursor !== null },
  ];
  return (
    ways.some(({ isThere }) => isThere) && (
      <Group gap="sm">
        {/* Each keeps its place: a second click on the same place must not lead elsewhere. */}
        {ways.map(({ label, to, isThere }) => (
          <Button key={label} variant="default" disabled={!isThere} onClick={() => onCursor(to)}>
            {label}
          </Button>
        ))}
      </Group>
    )
  );
}
