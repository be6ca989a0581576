import { useIntl } from 'react-intl';
import { useText } from '../texts/use-text.js';
import { barParts } from './job-bar-parts.js';
import classes from './job-bar.module.css';
import type { Job } from './job.js';

interface JobBarProps {
  readonly job: Job;
  /** With each counter in words and numbers. */
  readonly isWhole?: boolean;
}

/** How far a job is, by what its targets have become. */
export function JobBar({ job, isWhole = false }: JobBarProps) {
  const text = useText();
  const intl = useIntl();
  const parts = barParts(job);
  const progress =
    job.total === null
      ? text('bar.total_unknown', { processed: job.processed })
      : text('bar.progress', { processed: job.processed, total: job.total });
  return (
    <div>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label={text('bar.label')}
        aria-valuemin={0}
        aria-valuenow={job.processed}
        aria-valuemax={job.total ?? undefined}
        aria-valuetext={progress}
      >
        {parts.map(({ name, count }) => (
          <div key={name} className={count > 0 ? `${classes.part} ${classes[name]}` : ''} style={{ flexGrow: count }} />
        ))}
      </div>
      {isWhole && (
        <dl className={classes.legend}>
          {parts.map(({ name, count }) => (
            <div key={name}>
              <dt>
                <span className={`${classes.dot} ${classes[name]}`} aria-hidden="true" /> {text(`bar.${name}`)}
              </dt>
              <dd>
                <bdi>{intl.formatNumber(count)}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className={classes.sum}>{progress}</p>
    </div>
  );
}
