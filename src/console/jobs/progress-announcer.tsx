import { useText } from '../texts/use-text.js';
import { announcedPercent } from './announced-percent.js';
import type { Job } from './job.js';
import { jobState } from './job-state.js';

/** For screen readers: the state, and the progress at every tenth, so that they are not read each second. */
export function ProgressAnnouncer({ job }: { readonly job: Job }) {
  const text = useText();
  const { label } = jobState(job);
  const percent = announcedPercent(job.percentage);
  return (
    <p className="visually-hidden" role="status">
      {text(label, { failed: job.failed })} {percent !== null && text('job.announced', { percent })}
    </p>
  );
}
