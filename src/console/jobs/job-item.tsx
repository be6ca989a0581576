import { Anchor, Group } from '@mantine/core';
import { Link } from 'wouter';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import { JobBadge } from './job-badge.js';
import { JobBar } from './job-bar.js';
import { JobHold } from './job-hold.js';
import classes from './job-item.module.css';
import type { Job } from './job.js';
import { SelectionText } from './selection-text.js';
import { TypeName } from './type-name.js';

/** A job in the list. */
export function JobItem({ job }: { readonly job: Job }) {
  const text = useText();
  return (
    <li className={`surface ${classes.item}`}>
      <div>
        <Group gap="xs">
          <Anchor component={Link} href={`/jobs/${job.id}`} fw={600}>
            <TypeName type={job.type} />
          </Anchor>
          <JobBadge job={job} />
        </Group>
        <p className={classes.about}>
          <SelectionText selection={job.selection} />
        </p>
        <JobHold job={job} />
      </div>
      <JobBar job={job} />
      <p className={classes.about}>
        <Moment at={job.createdAt} />
        <br />
        {text('jobs.by', { who: job.requestedBy })}
      </p>
    </li>
  );
}
