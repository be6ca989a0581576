import { Button, Group, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { useText } from '../texts/use-text.js';
import { FailureActions } from './failure-actions.js';
import { FailureReasons } from './failure-reasons.js';
import { useFailureWords } from './failure-words.js';
import type { Job } from './job.js';
import { failuresQuery } from './job-queries.js';
import { isFinal } from './job-status.js';

/** The targets that could not be handled, each with the database's or the domain's reason. */
export function Failures({ job }: { readonly job: Job }) {
  const text = useText();
  return (
    <section className="surface" aria-labelledby="failures">
      <Title order={2} size="h4" id="failures">
        {text('failures.title', { failed: job.failed })}
      </Title>
      {job.resultsDeletedAt !== null && <p>{text('failures.deleted')}</p>}
      {job.resultsDeletedAt === null && <KeptFailures job={job} />}
    </section>
  );
}

function KeptFailures({ job }: { readonly job: Job }) {
  const text = useText();
  const wordsFor = useFailureWords();
  const [cursor, setCursor] = useState<string | null>(null);
  const { data: page, error, refetch, isFetching } = useQuery(failuresQuery(job.id, cursor));
  return (
    <>
      <FailureActions job={job} />
      <FailureReasons jobId={job.id} />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!page && !error && <Loading />}
      {page && (
        <div className="wide" tabIndex={0} role="region" aria-labelledby="failures">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{text('failures.target')}</Table.Th>
                <Table.Th scope="col">{text('failures.code')}</Table.Th>
                <Table.Th scope="col">{text('failures.constraint')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {page.items.map(({ targetId, name, code, constraint }) => (
                <Table.Tr key={targetId}>
                  <Table.Td>
                    {name !== null && <bdi>{name}</bdi>} <bdi>#{targetId}</bdi>
                  </Table.Td>
                  <Table.Td>
                    <bdi title={code}>{wordsFor(code)}</bdi>
                  </Table.Td>
                  <Table.Td>
                    <bdi>{constraint}</bdi>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Group mt="sm">
        {page?.nextCursor != null && (
          <Button variant="default" onClick={() => setCursor(page.nextCursor)}>
            {text('action.next_page')}
          </Button>
        )}
        {/* More may have failed since. By hand, because each look is in the audit log. */}
        {!isFinal(job.status) && (
          <Button variant="default" onClick={() => void refetch()} loading={isFetching}>
            {text('action.refresh')}
          </Button>
        )}
      </Group>
    </>
  );
}
