import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { forgetLists, liveJobsQuery } from '../jobs/job-queries.js';
import { useText } from '../texts/use-text.js';
import { LiveJob } from './live-job.js';
import classes from './live-strip.module.css';

/** The jobs of the business that run now, on every page. */
export function LiveStrip() {
  const text = useText();
  const [path] = useLocation();
  const { data: page } = useQuery(liveJobsQuery);
  // Each way through the console is a look at what has begun since.
  useEffect(() => forgetLists(), [path]);
  if (!page || page.items.length === 0) return null;
  return (
    <section className={classes.strip} aria-label={text('strip.label')}>
      {page.items.map((job) => (
        <LiveJob key={job.id} listed={job} />
      ))}
    </section>
  );
}
