import { Button, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import type { BeginStart } from '../start/use-start.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { forgetResults, resultSummaryQuery } from './job-queries.js';
import { OutcomeResults } from './outcome-results.js';
import { sendsMessages } from './sends-messages.js';

interface ResultsProps {
  readonly job: Job;
  readonly onBegin: BeginStart;
}

/** What has become of the targets: how many of each outcome, and what can be had of them. */
export function Results({ job, onBegin }: ResultsProps) {
  const text = useText();
  const { data: summary, error, refetch, isFetching } = useQuery(resultSummaryQuery(job.id));
  return (
    <section className="surface" aria-labelledby="results">
      <Title order={2} size="h4" id="results">
        {text('results.title')}
      </Title>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!summary && !error && <Loading />}
      {summary && sendsMessages(job) && (
        <div>
          <p>{text('results.go_on')}</p>
          <Button variant="default" size="compact-sm" loading={isFetching} onClick={() => forgetResults(job.id)}>
            {text('results.look_again')}
          </Button>
        </div>
      )}
      {summary && (
        <Stack gap="lg" mt="sm">
          {summary.outcomes
            .filter(({ count }) => count > 0)
            .map((outcome) => (
              <OutcomeResults
                key={outcome.outcome}
                job={job}
                summary={outcome}
                reasons={summary.reasons ?? []}
                onBegin={onBegin}
              />
            ))}
        </Stack>
      )}
    </section>
  );
}
