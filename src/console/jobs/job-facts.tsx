import { useIntl } from 'react-intl';
import type { ReactNode } from 'react';
import { durationText } from '../texts/duration.js';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import classes from './job-facts.module.css';
import type { Job } from './job.js';
import { SelectionText } from './selection-text.js';

export function JobFacts({ job }: { readonly job: Job }) {
  const text = useText();
  const intl = useIntl();
  const ttl = job.gate?.held ? job.gate.ttlSeconds : null;
  const left = ttl === null ? null : durationText(ttl);
  return (
    <dl className={classes.facts}>
      <Fact name={text('fact.selection')}>
        <SelectionText selection={job.selection} />
      </Fact>
      <Fact name={text('fact.requested_by')}>
        <bdi>{job.requestedBy}</bdi>
      </Fact>
      <Fact name={text('fact.created')}>
        <Moment at={job.createdAt} />
      </Fact>
      {job.startedAt !== null && (
        <Fact name={text('fact.started')}>
          <Moment at={job.startedAt} />
        </Fact>
      )}
      {job.finishedAt !== null && (
        <Fact name={text('fact.finished')}>
          <Moment at={job.finishedAt} />
        </Fact>
      )}
      {job.cancelRequestedAt !== null && (
        <Fact name={text('fact.cancel_requested')}>
          <Moment at={job.cancelRequestedAt} />
        </Fact>
      )}
      {job.ratePerSecond !== null && (
        <Fact name={text('fact.mean_rate')}>
          {text('job.rate', { rate: intl.formatNumber(job.ratePerSecond, { maximumSignificantDigits: 3 }) })}
        </Fact>
      )}
      <Fact name={text('fact.speed')}>{text('fact.speed_value', job.options)}</Fact>
      {job.changedSince !== null && job.changedSince > 0 && (
        <Fact name={text('fact.changed_since')}>{intl.formatNumber(job.changedSince)}</Fact>
      )}
      {left !== null && (
        <Fact name={text('fact.gate')}>{text('gate.left', { duration: text(left.id, left.values) })}</Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
