import { Badge } from '@mantine/core';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { jobState } from './job-state.js';

export function JobBadge({ job }: { readonly job: Job }) {
  const text = useText();
  const { label, color } = jobState(job);
  return (
    <Badge color={color} variant="light" tt="none">
      {text(label, { failed: job.failed })}
    </Badge>
  );
}
