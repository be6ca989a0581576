import { Title } from '@mantine/core';
import { useEffect } from 'react';

/** The heading of a page, and its name in the browser's tabs and history. */
export function PageTitle({ children }: { readonly children: string }) {
  useEffect(() => {
    document.title = `${children} · BulkGate`;
  }, [children]);
  return <Title order={1}>{children}</Title>;
}
