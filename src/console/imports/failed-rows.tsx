import { Anchor, Button, Group, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { basePath } from '../base-path.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { useText } from '../texts/use-text.js';
import { failedRowsQuery } from './import-queries.js';
import type { LeadImport } from './lead-import.js';

/** The rows that were not imported, each with its line and why; and the file of them, to be corrected. */
export function FailedRows({ of: { id, failed } }: { readonly of: LeadImport }) {
  const text = useText();
  const [cursor, setCursor] = useState<string | null>(null);
  const { data: page, error, refetch } = useQuery(failedRowsQuery(id, failed, cursor));
  return (
    <section className="surface" aria-labelledby="failed-rows">
      <Title order={2} size="h4" id="failed-rows">
        {text('failed_rows.title', { failed })}
      </Title>
      <p>
        <Anchor href={`${basePath}/api/v1/leads/imports/${id}/failed-rows?format=csv`} download>
          {text('failed_rows.download')}
        </Anchor>
      </p>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!page && !error && <Loading />}
      {page && (
        <div className="wide" tabIndex={0} role="region" aria-labelledby="failed-rows">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{text('failed_rows.line')}</Table.Th>
                <Table.Th scope="col">{text('failed_rows.errors')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {page.items.map(({ line, errors }) => (
                <Table.Tr key={line}>
                  <Table.Td>{line}</Table.Td>
                  <Table.Td>
                    {errors.map(({ column, code }) => (
                      <div key={`${column} ${code}`}>
                        {column !== null && <bdi>{column}: </bdi>}
                        {text(`row_error.${code}`)}
                      </div>
                    ))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {page?.nextCursor != null && (
        <Group mt="sm">
          <Button variant="default" onClick={() => setCursor(page.nextCursor)}>
            {text('action.next_page')}
          </Button>
        </Group>
      )}
    </section>
  );
}
