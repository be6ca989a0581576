import { Anchor, Badge, Group } from '@mantine/core';
import { Link } from 'wouter';
import { JobBadge } from '../jobs/job-badge.js';
import { TypeName } from '../jobs/type-name.js';
import { useLiveJobs } from '../live/use-live-jobs.js';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import { useMay } from '../session/use-session.js';
import classes from './gate-page.module.css';
import type { HeldGate } from './held-gates.js';
import { FreeLock } from './free-lock.js';
import { TimeLeft } from './time-left.js';

/** A lock, who holds it, and its time, which runs down before one's eyes. */
export function HeldGateItem({ gate }: { readonly gate: HeldGate }) {
  const text = useText();
  const { holder } = gate;
  const mayFree = useMay('break_glass');
  const job = useLiveJobs().find(({ id }) => id === holder.jobId);
  return (
    <li className="surface">
      <Group gap="xs">
        <strong>
          <TypeName type={gate.type} />
        </strong>
        {gate.foreign && <Badge color="yellow">{text('gate.foreign')}</Badge>}
        {job && <JobBadge job={job} />}
        {!job && holder.status !== null && (
          <Badge color="gray" variant="light" tt="none">
            {text(`status.${holder.status}`)}
          </Badge>
        )}
      </Group>
      <p className={classes.value}>
        {holder.jobId === null ? (
          <bdi>{gate.value}</bdi>
        ) : (
          <Anchor component={Link} href={`/jobs/${holder.jobId}`}>
            <bdi>{holder.jobId}</bdi>
          </Anchor>
        )}
      </p>
      <Group gap="lg" className="numbers">
        <TimeLeft until={gate.until} isForeign={gate.foreign} />
        {holder.processed !== null && (
          <span>
            {holder.total === null
              ? text('bar.total_unknown', { processed: holder.processed })
              : text('bar.progress', { processed: holder.processed, total: holder.total })}
          </span>
        )}
        {holder.startedAt !== null && (
          <span>
            {text('gate.since')} <Moment at={holder.startedAt} />
          </span>
        )}
      </Group>
      {mayFree && <FreeLock gate={gate} />}
    </li>
  );
}
