import { Anchor, Button, Group } from '@mantine/core';
import { Link } from 'wouter';
import { useMay } from '../session/use-session.js';
import type { BeginStart } from '../start/use-start.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { isFinal } from './job-status.js';

interface RetryFailedProps {
  readonly job: Job;
  /** Whether it is known which targets have failed. */
  readonly isKept: boolean;
  readonly onBegin: BeginStart;
}

/** Tries the failed targets of a job again, or leads to the job that has. */
export function RetryFailed({ job, isKept, onBegin }: RetryFailedProps) {
  const text = useText();
  const mayStart = useMay('start');
  // Of what a restore has not brought back, another restore of the same job may.
  const isRetryable = isKept && job.restores === null && isFinal(job.status) && job.retriedAs === null && mayStart;
  if (!isRetryable && job.retriedAs === null) return null;
  return (
    <Group gap="sm" my="xs">
      {isRetryable && (
        <Button onClick={() => onBegin(job.type, { failedOf: job.id })}>
          {text('failures.retry', { failed: job.failed })}
        </Button>
      )}
      {job.retriedAs !== null && (
        <Anchor component={Link} href={`/jobs/${job.retriedAs}`}>
          {text('failures.retried')}
        </Anchor>
      )}
    </Group>
  );
}
