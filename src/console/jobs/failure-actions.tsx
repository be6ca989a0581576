import { Anchor, Button, Group } from '@mantine/core';
import { Link } from 'wouter';
import { basePath } from '../base-path.js';
import { useMay } from '../session/use-session.js';
import { useStart } from '../start/use-start.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { isFinal } from './job-status.js';

const FILES = [
  { format: 'csv', label: 'failures.as_csv' },
  { format: 'jsonl', label: 'failures.as_lines' },
] as const;

/** What can be done with the failures of a job: try them again, take them along. */
export function FailureActions({ job }: { readonly job: Job }) {
  const text = useText();
  const mayStart = useMay('start');
  const { begin, dialog } = useStart(() => undefined);
  const isRetryable = isFinal(job.status) && job.retriedAs === null && mayStart;
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
      {FILES.map(({ format, label }) => (
        <Anchor key={format} href={`${basePath}${job.links.results}?outcome=failed&format=${format}`} download>
          {text(label)}
        </Anchor>
      ))}
      {dialog}
    </Group>
  );
}
