import type { Schemas } from '@bulkgate/client';
import { durationText } from '../texts/duration.js';
import { useText } from '../texts/use-text.js';
import type { OperationType } from './operation-types-query.js';
import classes from './start-dialog.module.css';
import { useStartWords } from './start-words.js';

interface WarningsProps {
  readonly operation: OperationType;
  readonly policy: Schemas['Policy'];
}

/** What a person should know before it is started. */
export function Warnings({ operation, policy }: WarningsProps) {
  const text = useText();
  const words = useStartWords(operation);
  const pauseLimit = durationText(policy.maxPauseSeconds);
  return (
    <ul className={classes.warnings}>
      {words.warnings.map((warning) => (
        <li key={warning}>{warning}</li>
      ))}
      <li>{text('start.pause_limit', { duration: text(pauseLimit.id, pauseLimit.values) })}</li>
    </ul>
  );
}
