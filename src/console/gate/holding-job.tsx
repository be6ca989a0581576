import { Anchor, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { JobBadge } from '../jobs/job-badge.js';
import { JobBar } from '../jobs/job-bar.js';
import { jobQuery } from '../jobs/job-queries.js';
import { JobReason } from '../jobs/job-reason.js';
import { isFinal } from '../jobs/job-status.js';
import { SelectionText } from '../jobs/selection-text.js';
import { Fresh } from '../live/fresh.js';
import { Failure } from '../shell/failure.js';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import { gateQuery } from './gate-query.js';
import type { HeldGate } from './held-gates.js';
import { TimeLeft } from './time-left.js';

/** A job gives its gate back a moment after its end. */
const LOOK_AFTER_END_MS = 1_000;

/** The job that holds a gate, as it is now. */
export function HoldingJob({ gate, jobId }: { readonly gate: HeldGate; readonly jobId: string }) {
  const text = useText();
  const { data: job, error, refetch } = useQuery(jobQuery(jobId));
  const hasEnded = job !== undefined && isFinal(job.status);
  useQuery({ ...gateQuery, refetchInterval: hasEnded && LOOK_AFTER_END_MS });
  return (
    <section className="surface" aria-label={text('refusal.holder')}>
      <Stack gap="sm">
        {job === undefined && error && <Failure error={error} onRetry={() => void refetch()} />}
        <Group gap="sm">
          <Anchor component={Link} href={`/jobs/${jobId}`} fw={600}>
            {text('refusal.that_job')}
          </Anchor>
          {job && <JobBadge job={job} />}
        </Group>
        {job && (
          <>
            <p>
              <SelectionText selection={job.selection} /> · {text('jobs.by', { who: job.requestedBy })} ·{' '}
              <Moment at={job.startedAt ?? job.createdAt} />
            </p>
            <Fresh>
              <JobReason job={job} />
              <JobBar job={job} isWhole />
            </Fresh>
          </>
        )}
        <TimeLeft until={gate.until} isForeign={false} />
      </Stack>
    </section>
  );
}
