import { Anchor, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { isFinal } from '../jobs/job-status.js';
import { JobBadge } from '../jobs/job-badge.js';
import { JobBar } from '../jobs/job-bar.js';
import { JobReason } from '../jobs/job-reason.js';
import { SelectionText } from '../jobs/selection-text.js';
import { ConnectionNote } from '../live/connection-note.js';
import { useJob } from '../live/use-job.js';
import { Failure } from '../shell/failure.js';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import { gateQuery, type HeldGate } from './gate-query.js';
import { TimeLeft } from './time-left.js';

/** A job gives its gate back a moment after its end. */
const LOOK_AFTER_END_MS = 1_000;

interface HoldingJobProps {
  readonly gate: HeldGate;
  readonly jobId: string;
  readonly knownAt: number;
}

/** The job that holds a gate, as it is now. */
export function HoldingJob({ gate, jobId, knownAt }: HoldingJobProps) {
  const text = useText();
  const { job, error, connection, knownAt: jobKnownAt } = useJob(jobId);
  const hasEnded = job !== undefined && isFinal(job.status);
  useQuery({ ...gateQuery, refetchInterval: hasEnded && LOOK_AFTER_END_MS, refetchIntervalInBackground: true });
  const ttlSeconds = job?.gate?.held ? job.gate.ttlSeconds : gate.ttlSeconds;
  return (
    <section className="surface" aria-label={text('refusal.holder')}>
      <Stack gap="sm">
        <ConnectionNote connection={connection} knownAt={jobKnownAt} />
        {job === undefined && error && <Failure error={error} />}
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
            <JobReason job={job} />
            <JobBar job={job} isWhole />
          </>
        )}
        <TimeLeft ttlSeconds={ttlSeconds} knownAt={job?.gate?.held ? jobKnownAt : knownAt} />
      </Stack>
    </section>
  );
}
