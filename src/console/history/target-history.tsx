import type { Schemas } from '@bulkgate/client';
import { Anchor, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useFailureWords } from '../jobs/failure-words.js';
import { TypeName } from '../jobs/type-name.js';
import { PagedTable } from '../shell/paged-table.js';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import { ChangedValues } from './changed-values.js';
import type { HistoryOf } from './history-address.js';
import { historyQuery } from './history-query.js';

type TargetRecord = Schemas['TargetRecord'];

/** What jobs did to one target: when, by whom, and in which job. */
export function TargetHistory({ of }: { readonly of: HistoryOf }) {
  const text = useText();
  const wordsFor = useFailureWords();
  const change = (record: TargetRecord): ReactNode => {
    switch (record.outcome) {
      case 'failed':
        return <bdi title={record.code}>{text('history.failed', { why: wordsFor(record.code) })}</bdi>;
      case 'deleted':
      case 'restored':
        return (
          <>
            {text(`change.${record.outcome}`)} {record.name !== null && <bdi>{record.name}</bdi>}
          </>
        );
      case 'updated':
        return <ChangedValues from={record.oldValues} to={record.newValues} />;
    }
  };
  return (
    <section className="surface" aria-labelledby="history">
      <Title order={2} size="h4" id="history">
        {text('history.records')}
      </Title>
      <p>{text('history.how_far')}</p>
      <PagedTable
        labelledBy="history"
        pageQuery={(cursor) => historyQuery(of, cursor)}
        keyOf={({ jobId }: TargetRecord) => jobId}
        none={text('history.none')}
        columns={[
          { heading: text('history.when'), cell: ({ at }) => <Moment at={at} /> },
          { heading: text('fact.requested_by'), cell: ({ requestedBy }) => <bdi>{requestedBy}</bdi> },
          { heading: text('history.what'), cell: change },
          {
            heading: text('history.job'),
            cell: ({ jobId, type }) => (
              <Anchor component={Link} inherit href={`/jobs/${jobId}`}>
                <TypeName type={type} />
              </Anchor>
            ),
          },
          {
            heading: text('history.undone'),
            cell: (record) =>
              'restoredAs' in record &&
              record.restoredAs !== null && (
                <Anchor component={Link} inherit href={`/jobs/${record.restoredAs}`}>
                  {text('restore.restored')}
                </Anchor>
              ),
          },
        ]}
      />
    </section>
  );
}
