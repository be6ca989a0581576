import type { Schemas } from '@bulkgate/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ChangedValues } from '../history/changed-values.js';
import { TargetLink } from '../history/target-link.js';
import { PagedTable } from '../shell/paged-table.js';
import { operationTypesQuery } from '../start/operation-types-query.js';
import { useText } from '../texts/use-text.js';
import { useFailureWords } from './failure-words.js';
import type { Job } from './job.js';
import { resultsQuery } from './job-queries.js';
import { isFinal } from './job-status.js';
import { sendsMessages } from './sends-messages.js';

type TargetResult = Schemas['TargetResult'];
type Outcome = Schemas['TargetOutcome'];

interface ResultTableProps {
  readonly job: Job;
  readonly outcome: Outcome;
  /** Id of its heading. */
  readonly labelledBy: string;
}

/** The targets of a job with one outcome, each with what is known of it. */
export function ResultTable({ job, outcome, labelledBy }: ResultTableProps) {
  const text = useText();
  const wordsFor = useFailureWords();
  const { data: types } = useQuery(operationTypesQuery);
  const table = types?.items.find(({ type }) => type === job.gateType)?.targets ?? null;
  const change = ({ change, oldValues, newValues }: Schemas['SucceededTarget']): ReactNode =>
    newValues !== null ? (
      <ChangedValues from={oldValues} to={newValues} />
    ) : (
      text(change === 'deleted' ? 'change.deleted' : 'change.restored')
    );
  return (
    <PagedTable
      labelledBy={labelledBy}
      pageQuery={(cursor) => resultsQuery(job.id, outcome, cursor)}
      keyOf={({ targetId }: TargetResult) => targetId}
      none={text('results.none')}
      mayGrow={!isFinal(job.status)}
      columns={[
        {
          heading: text('failures.target'),
          cell: ({ targetId, name }) => <TargetLink table={table} id={targetId} name={name} />,
        },
        ...(outcome === 'succeeded'
          ? [
              {
                heading: text('results.change'),
                cell: (result: TargetResult) => (result.outcome === 'succeeded' ? change(result) : null),
              },
            ]
          : []),
        ...(outcome === 'skipped' || outcome === 'unknown'
          ? [
              {
                heading: text('failures.code'),
                cell: (result: TargetResult) =>
                  (result.outcome === 'skipped' || result.outcome === 'unknown') &&
                  result.code !== null && <bdi title={result.code}>{wordsFor(result.code)}</bdi>,
              },
            ]
          : []),
        ...(outcome === 'failed'
          ? [
              {
                heading: text('failures.code'),
                cell: (result: TargetResult) =>
                  result.outcome === 'failed' && <bdi title={result.code}>{wordsFor(result.code)}</bdi>,
              },
            ]
          : []),
        ...(outcome === 'failed' && !sendsMessages(job)
          ? [
              {
                heading: text('failures.constraint'),
                cell: (result: TargetResult) => result.outcome === 'failed' && <bdi>{result.constraint}</bdi>,
              },
            ]
          : []),
      ]}
    />
  );
}
