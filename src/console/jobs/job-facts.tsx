import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { Link } from 'wouter';
import { useText } from '../texts/use-text.js';
import classes from './job-facts.module.css';
import type { Job } from './job.js';
import { ParametersText } from './parameters-text.js';
import { SelectionText } from './selection-text.js';
import { useSpeedText } from './speed-text.js';

/** What was asked for, and by whom. */
export function JobFacts({ job }: { readonly job: Job }) {
  const text = useText();
  const intl = useIntl();
  const speedText = useSpeedText();
  const {
    gate,
    options,
    reason,
    expectedTotal,
    changedSince,
    ratePerSecond,
    retryOf,
    retriedAs,
    restores,
    restoredAs,
    canary,
  } = job;
  const isGateKnown = gate !== null && gate.held !== null && job.finishedAt === null;
  return (
    <dl className={classes.facts}>
      <Fact name={text('fact.selection')}>
        <SelectionText selection={job.selection} />
      </Fact>
      {retryOf !== null && (
        <Fact name={text('fact.retry_of')}>
          <JobLink id={retryOf} />
        </Fact>
      )}
      {retriedAs !== null && (
        <Fact name={text('fact.retried_as')}>
          <JobLink id={retriedAs} />
        </Fact>
      )}
      {restores !== null && (
        <Fact name={text('fact.restores')}>
          <JobLink id={restores} />
        </Fact>
      )}
      {restoredAs !== null && (
        <Fact name={text('fact.restored_as')}>
          <JobLink id={restoredAs} />
        </Fact>
      )}
      {Object.keys(job.parameters).length > 0 && (
        <Fact name={text('fact.parameters')}>
          <ParametersText parameters={job.parameters} />
        </Fact>
      )}
      <Fact name={text('fact.requested_by')}>
        <bdi>{job.requestedBy}</bdi>
      </Fact>
      {reason !== null && (
        <Fact name={text('fact.reason')}>
          <bdi>{reason}</bdi>
        </Fact>
      )}
      {expectedTotal !== null && <Fact name={text('fact.expected')}>{intl.formatNumber(expectedTotal)}</Fact>}
      {canary !== null && (
        <Fact name={text('fact.canary')}>
          {text('canary.asked', {
            recipients: canary.recipients,
            maxFailedPercent: canary.maxFailedPercent,
            waitSeconds: canary.waitSeconds,
          })}
          {canary.outcome !== null && <> {text(`canary.${canary.outcome}`)}</>}
        </Fact>
      )}
      <Fact name={text('fact.speed')}>{speedText(options, job.chunkSize)}</Fact>
      {ratePerSecond !== null && (
        <Fact name={text('fact.mean_rate')}>
          {text('job.rate', { rate: intl.formatNumber(ratePerSecond, { maximumSignificantDigits: 3 }) })}
        </Fact>
      )}
      {changedSince !== null && changedSince > 0 && (
        <Fact name={text('fact.changed_since')}>{intl.formatNumber(changedSince)}</Fact>
      )}
      {isGateKnown && <Fact name={text('fact.gate')}>{text(gate.held ? 'gate.held' : 'gate.not_held')}</Fact>}
    </dl>
  );
}

function JobLink({ id }: { readonly id: string }) {
  return (
    <Link href={`/jobs/${id}`}>
      <bdi>{id}</bdi>
    </Link>
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
