import { durationText } from '../texts/duration.js';
import { useText } from '../texts/use-text.js';
import type { DryRun } from './dry-run-query.js';
import classes from './start-dialog.module.css';

interface WarningsProps {
  /** Of its type. */
  readonly words: readonly string[];
  readonly dryRun: DryRun;
}

/** What a person should know before it is started. */
export function Warnings({ words, dryRun: { selection, archiveDays: days, policy, recipients } }: WarningsProps) {
  const text = useText();
  const pauseLimit = durationText(policy.maxPauseSeconds);
  return (
    <ul className={classes.warnings}>
      {selection.kind !== 'archived' && !recipients && (
        <li>{text(days === 0 ? 'start.for_good' : 'start.restorable', { days })}</li>
      )}
      {words.map((warning) => (
        <li key={warning}>{warning}</li>
      ))}
      <li>{text('start.pause_limit', { duration: text(pauseLimit.id, pauseLimit.values) })}</li>
    </ul>
  );
}
