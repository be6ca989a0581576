import { useIntl } from 'react-intl';
import { useFailureWords } from '../jobs/failure-words.js';
import { useText } from '../texts/use-text.js';
import type { DryRun } from './dry-run-query.js';

interface RecipientsViewProps {
  readonly recipients: NonNullable<DryRun['recipients']>;
}

/** How many people a message would be sent to, and why the others get none. */
export function RecipientsView({ recipients: { looked, reached, skipped } }: RecipientsViewProps) {
  const text = useText();
  const intl = useIntl();
  const wordsFor = useFailureWords();
  const reasons = skipped.map(({ code, count }) => text('start.not_reached_because', { why: wordsFor(code), count }));
  return (
    <>
      <p>
        {looked.isExact
          ? text('start.reached', { reached })
          : text('start.reached_of_first', { looked: looked.value, reached })}
      </p>
      {reasons.length > 0 && (
        <p>{text('start.not_reached', { reasons: intl.formatList(reasons, { type: 'unit' }) })}</p>
      )}
    </>
  );
}
