import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';

/** How far a job is; nothing while its total is not known. */
export function JobPercent({ job }: { readonly job: Job }) {
  const text = useText();
  return job.percentage === null ? null : text('strip.percent', { percent: job.percentage / 100 });
}
