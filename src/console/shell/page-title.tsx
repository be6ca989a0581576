import { Title } from '@mantine/core';
import { useEffect } from 'react';
import { focusPage } from './focus-page.js';

/** The heading of a page, and its name in the browser's tabs and history. */
export function PageTitle({ children }: { readonly children: string }) {
  useEffect(() => {
    document.title = `${children} · BulkGate`;
  }, [children]);
  // It may come later than its page, to which somebody has gone.
  useEffect(() => {
    if (document.activeElement?.matches('main')) focusPage();
  }, []);
  return (
    <Title order={1} tabIndex={-1}>
      {children}
    </Title>
  );
}
