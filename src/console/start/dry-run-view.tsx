import { Text } from '@mantine/core';
import { durationText } from '../texts/duration.js';
import { useText } from '../texts/use-text.js';
import { type DryRun, targetsLeft } from './dry-run-query.js';
import { RecipientsView } from './recipients-view.js';
import classes from './start-dialog.module.css';

interface DryRunViewProps {
  readonly dryRun: DryRun;
  /** Another speed is being typed: how long it takes then is not known yet. */
  readonly isTypedOver: boolean;
}

/** How long it would take, and who is among them. */
export function DryRunView({ dryRun, isTypedOver }: DryRunViewProps) {
  const text = useText();
  const { count, sample, missing, estimatedSeconds, recipients } = dryRun;
  const duration = estimatedSeconds === null ? null : durationText(estimatedSeconds);
  const others = targetsLeft(dryRun) - sample.length;
  return (
    <div className={classes.look}>
      {duration && targetsLeft(dryRun) > 0 && (
        <Text c="dimmed">
          {text('start.time', { duration: isTypedOver ? '…' : text(duration.id, duration.values) })}
        </Text>
      )}
      {recipients && <RecipientsView recipients={recipients} />}
      {!count.isExact && <p>{text('start.not_counted')}</p>}
      {missing !== null && missing > 0 && <p>{text('start.missing', { missing, present: targetsLeft(dryRun) })}</p>}
      {count.value === 0 && count.isExact && <p>{text('start.nothing')}</p>}
      {sample.length > 0 && (
        <>
          <p id="start-sample">{text(recipients ? 'start.sample_of_chosen' : 'start.sample')}</p>
          <ul className={classes.sample} aria-labelledby="start-sample">
            {sample.map(({ id, name }) => (
              <li key={id}>
                <bdi>{name}</bdi> <bdi className={classes.id}>#{id}</bdi>
              </li>
            ))}
            {others > 0 && <li className={classes.id}>{text('start.others', { others })}</li>}
          </ul>
        </>
      )}
    </div>
  );
}
