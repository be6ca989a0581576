import { useIntl } from 'react-intl';
import { durationText } from '../texts/duration.js';
import { useText } from '../texts/use-text.js';
import classes from './job-reason.module.css';
import { canaryWords } from './canary-words.js';
import { JobHold } from './job-hold.js';
import type { Job } from './job.js';
import { jobState } from './job-state.js';
import { sendsMessages } from './sends-messages.js';

/** What the job does and why; while it moves, how fast, and until when. */
export function JobReason({ job }: { readonly job: Job }) {
  const text = useText();
  const intl = useIntl();
  const reason = job.status === 'completed' && sendsMessages(job) ? 'reason.completed_messages' : jobState(job).reason;
  const { recentRatePerSecond: rate, etaSeconds } = job;
  const isMoving = job.status === 'running' && !job.waitingForWorker && job.hold === null;
  const eta = etaSeconds === null ? null : durationText(etaSeconds);
  return (
    <div className={classes.reason}>
      <p>{text(reason, { succeeded: job.succeeded, failed: job.failed, skipped: job.skipped })}</p>
      <JobHold job={job} />
      {job.pauseReason !== null && <PauseReason reason={job.pauseReason} />}
      {job.lastError !== null && (
        <p>
          <bdi>{job.lastError}</bdi>
        </p>
      )}
      {isMoving && rate !== null && (
        <p>{text('job.rate', { rate: intl.formatNumber(rate, { maximumSignificantDigits: 3 }) })}</p>
      )}
      {eta !== null && <p>{text('job.eta', { duration: text(eta.id, eta.values) })}</p>}
    </div>
  );
}

/** Why the job has paused itself. */
function PauseReason({ reason }: { readonly reason: string }) {
  const text = useText();
  const words = canaryWords(reason);
  return <p>{words ? text(words.id, words.values) : <bdi>{reason}</bdi>}</p>;
}
