import { useFailureWords } from '../jobs/failure-words.js';
import { useText } from '../texts/use-text.js';
import type { DryRun } from './dry-run-query.js';
import classes from './start-dialog.module.css';

interface RecipientsViewProps {
  readonly recipients: NonNullable<DryRun['recipients']>;
}

/** How many people a message would be sent to, and why the others get none. */
export function RecipientsView({ recipients: { looked, reached, skipped, budget, preview } }: RecipientsViewProps) {
  const text = useText();
  const wordsFor = useFailureWords();
  return (
    <>
      <p>
        {looked.isExact
          ? text('start.reached', { reached })
          : text('start.reached_of_first', { looked: looked.value, reached })}
      </p>
      {skipped.length > 0 && (
        <>
          <p id="start-not-reached">{text('start.not_reached')}</p>
          <ul className={classes.sample} aria-labelledby="start-not-reached">
            {skipped.map(({ code, count }) => (
              <li key={code}>{text('start.not_reached_because', { why: wordsFor(code), count })}</li>
            ))}
          </ul>
        </>
      )}
      {budget && (
        <p>
          {text('start.budget', { perDay: budget.peoplePerDay, left: budget.left })}
          {budget.beyond > 0 && <> {text('start.beyond_budget', { beyond: budget.beyond })}</>}
        </p>
      )}
      {preview && (
        <>
          <p id="start-preview">
            {text('start.preview')} <bdi>{preview.target.name}</bdi>{' '}
            <bdi className={classes.id}>#{preview.target.id}</bdi>
          </p>
          {preview.texts === null && <p>{text('start.preview_empty')}</p>}
          {preview.texts !== null && preview.texts.length > 0 && (
            <ol className={classes.sample} aria-labelledby="start-preview">
              {preview.texts.map((filled, index) => (
                <li key={index} dir="auto">
                  {filled}
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </>
  );
}
