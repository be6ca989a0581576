import { Anchor, Button, Group } from '@mantine/core';
import { Link } from 'wouter';
import { useMay } from '../session/use-session.js';
import { useStart } from '../start/use-start.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { isFinal } from './job-status.js';

interface RetryFailedProps {
  readonly job: Job;
  /** Whether it is known which targets have failed. */
  readonly isKept: boolean;
}

/** Tries the failed targets of a job again, or leads to the job that has. */
export function RetryFailed({ job, isKept }: RetryFailedProps) {
  const text = useText();
  const mayStart = useMay('start');
  const { begin, dialog } = useStart(() => undefined);
  const isRetryable = isKept && isFinal(job.status) && job.retriedAs === null && mayStart;
  return (
    <Group gap="sm" mb="sm">
      {isRetryable && (
        <Button onClick={() => begin(job.type, { failedOf: job.id })}>
          {text('failures.retry', { failed: job.failed })}
        </Button>
      )}
      {job.retriedAs !== null && (
        <Anchor component={Link} href={`/jobs/${job.retriedAs}`}>
          {text('failures.retried')}
        </Anchor>
      )}
      {dialog}
    </Group>
  );
}
