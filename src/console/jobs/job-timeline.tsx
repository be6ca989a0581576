import { Title } from '@mantine/core';
import { useIntl } from 'react-intl';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import { jobMoments } from './job-moments.js';
import classes from './job-timeline.module.css';
import type { Job } from './job.js';

/** What is known to have happened, and when. */
export function JobTimeline({ job }: { readonly job: Job }) {
  const text = useText();
  const intl = useIntl();
  return (
    <section className="surface" aria-labelledby="timeline">
      <Title order={2} size="h4" id="timeline">
        {text('job.timeline')}
      </Title>
      <ol className={classes.moments}>
        {jobMoments(job).map(({ at, what, who }) => (
          <li key={what}>
            <span className="numbers">{intl.formatTime(at, { timeStyle: 'medium' })}</span>
            <span>
              {text(what, { failed: job.failed })} {who !== null && text('jobs.by', { who })}
            </span>
            <span className={classes.ago}>
              <Moment at={at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
