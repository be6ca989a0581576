import { Button, Group, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useText } from '../texts/use-text.js';
import { Failure } from './failure.js';
import { Loading } from './loading.js';

interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => ReactNode;
}

/** How one page of a list is read. */
export interface PageQuery<Row> {
  readonly queryKey: readonly unknown[];
  readonly queryFn: () => Promise<{ readonly items: readonly Row[]; readonly nextCursor: string | null }>;
}

interface PagedTableProps<Row> {
  /** Id of its heading. */
  readonly labelledBy: string;
  readonly pageQuery: (cursor: string | null) => PageQuery<Row>;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  /** In place of an empty table. */
  readonly none?: string;
  /** More rows may have come. It is read again by hand, because each look is in the audit log. */
  readonly mayGrow?: boolean;
}

/** A list that is a part of a page, which is read page by page. */
export function PagedTable<Row>(props: PagedTableProps<Row>) {
  const { labelledBy, pageQuery, columns, keyOf, none, mayGrow = false } = props;
  const text = useText();
  const [cursor, setCursor] = useState<string | null>(null);
  const { data: page, error, refetch, isFetching } = useQuery(pageQuery(cursor));
  return (
    <>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!page && !error && <Loading />}
      {page?.items.length === 0 && none !== undefined && <p>{none}</p>}
      {page && (page.items.length > 0 || none === undefined) && (
        <div className="wide" tabIndex={0} role="region" aria-labelledby={labelledBy}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {columns.map(({ heading }) => (
                  <Table.Th key={heading} scope="col">
                    {heading}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {page.items.map((row) => (
                <Table.Tr key={keyOf(row)}>
                  {columns.map(({ heading, cell }) => (
                    <Table.Td key={heading}>{cell(row)}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {(cursor !== null || page?.nextCursor != null || mayGrow) && (
        <Group mt="sm">
          {cursor !== null && (
            <Button variant="default" onClick={() => setCursor(null)}>
              {text('action.first_page')}
            </Button>
          )}
          {page?.nextCursor != null && (
            <Button variant="default" onClick={() => setCursor(page.nextCursor)}>
              {text('action.next_page')}
            </Button>
          )}
          {mayGrow && (
            <Button variant="default" onClick={() => void refetch()} loading={isFetching}>
              {text('action.refresh')}
            </Button>
          )}
        </Group>
      )}
    </>
  );
}
