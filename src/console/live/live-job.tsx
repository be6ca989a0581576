import { Button, Kbd } from '@mantine/core';
import { Link } from 'wouter';
import { JobHold } from '../jobs/job-hold.js';
import { JobPercent } from '../jobs/job-percent.js';
import { jobState } from '../jobs/job-state.js';
import type { Job } from '../jobs/job.js';
import { TypeName } from '../jobs/type-name.js';
import { useControl } from '../jobs/use-control.js';
import { useMay, useSession } from '../session/use-session.js';
import { useText } from '../texts/use-text.js';
import classes from './live-strip.module.css';

/** One running job, and the way to stop it that never asks: a pause can be taken back. */
export function LiveJob({ job, isStale }: { readonly job: Job; readonly isStale: boolean }) {
  const text = useText();
  const { mutate, isPending, error } = useControl(job.id);
  const mayPause = useMay('control') && job.actions.includes('pause');
  const isMine = useSession().subject === job.requestedBy;
  return (
    <div className={classes.job}>
      <Link href={`/jobs/${job.id}`}>
        <TypeName type={job.type} />
      </Link>
      <span className={isStale ? 'stale' : ''}>
        {text(jobState(job).label, { failed: job.failed })} <JobPercent job={job} />
      </span>
      <JobHold job={job} />
      {mayPause && (
        <Button size="compact-sm" color="red" onClick={() => mutate({ action: 'pause' })} loading={isPending}>
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
