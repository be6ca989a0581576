import { Button, Kbd } from '@mantine/core';
import { Link } from 'wouter';
import type { Job } from '../jobs/job.js';
import { isFinal } from '../jobs/job-status.js';
import { jobState } from '../jobs/job-state.js';
import { TypeName } from '../jobs/type-name.js';
import { useControl } from '../jobs/use-control.js';
import { useMayControl, useSession } from '../session/use-session.js';
import { useKey } from '../shell/use-key.js';
import { useText } from '../texts/use-text.js';
import classes from './live-strip.module.css';
import { useJob } from './use-job.js';

/** One running job, and the way to stop it that never asks: a pause can be taken back. */
export function LiveJob({ listed }: { readonly listed: Job }) {
  const text = useText();
  const { job = listed, connection } = useJob(listed.id);
  const { mutate, isPending, error } = useControl(job.id);
  const mayPause = useMayControl() && job.actions.includes('pause');
  const isMine = useSession().subject === job.requestedBy;
  const pause = (): void => mutate({ action: 'pause' });
  useKey('p', () => {
    if (mayPause && isMine) pause();
  });
  if (isFinal(job.status)) return null;
  const percent = job.percentage === null ? '' : text('strip.percent', { percent: job.percentage / 100 });
  return (
    <div className={classes.job}>
      <Link href={`/jobs/${job.id}`}>
        <TypeName type={job.type} />
      </Link>
      <span className={connection === 'reconnecting' ? 'stale' : ''}>
        {text(jobState(job).label, { failed: job.failed })} {percent}
      </span>
      {mayPause && (
        <Button size="compact-sm" color="red" onClick={pause} loading={isPending}>
          {text('action.pause')}
          {isMine && (
            <Kbd ms="xs" size="xs" aria-hidden="true">
              p
            </Kbd>
          )}
        </Button>
      )}
      {error && <span role="alert">{error.message}</span>}
    </div>
  );
}
