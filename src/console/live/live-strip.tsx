import { LiveJob } from './live-job.js';
import { useText } from '../texts/use-text.js';
import classes from './live-strip.module.css';
import { PauseMine } from './pause-mine.js';
import { useConnection } from './use-connection.js';
import { useLiveJobs } from './use-live-jobs.js';

/** The jobs of the business that run now, on every page. */
export function LiveStrip() {
  const text = useText();
  const jobs = useLiveJobs();
  const isStale = useConnection().freshUntil !== null;
  return (
    <>
      {jobs.length > 0 && (
        <section className={classes.strip} aria-label={text('strip.label')}>
          {jobs.map((job) => (
            <LiveJob key={job.id} job={job} isStale={isStale} />
          ))}
        </section>
      )}
      <PauseMine />
    </>
  );
}
