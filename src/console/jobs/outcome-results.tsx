import type { Schemas } from '@bulkgate/client';
import { Anchor, Button, Group, Title } from '@mantine/core';
import { useState } from 'react';
import { basePath } from '../base-path.js';
import type { BeginStart } from '../start/use-start.js';
import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';
import { AskProvider } from './ask-provider.js';
import { FailureReasons } from './failure-reasons.js';
import type { Job } from './job.js';
import { ResultTable } from './result-table.js';
import { RetryFailed } from './retry-failed.js';

type OutcomeSummary = Schemas['OutcomeSummary'];

const FILES = [
  { format: 'csv', label: 'results.as_csv' },
  { format: 'jsonl', label: 'results.as_lines' },
] as const;

/** Why a list cannot be had, by the code of the API. */
const UNLISTED: Readonly<Record<string, TextId>> = {
  archive_expired: 'results.archive_expired',
  results_deleted: 'results.deleted',
  results_not_kept: 'results.not_kept',
  skipped_not_listed: 'results.skipped_not_listed',
  wrong_status: 'results.not_ended',
};

interface OutcomeResultsProps {
  readonly job: Job;
  readonly summary: OutcomeSummary;
  readonly reasons: Schemas['FailureReason'][];
  readonly onBegin: BeginStart;
}

/** The targets of one outcome: their number, their file, and on demand their list. Each look at it is in the audit log. */
export function OutcomeResults({ job, summary, reasons, onBegin }: OutcomeResultsProps) {
  const text = useText();
  const { outcome, count, isListed, code } = summary;
  const [isShown, setShown] = useState(outcome === 'failed');
  const why = reasons.filter((reason) => reason.outcome === outcome);
  const heading = `results-${outcome}`;
  return (
    <section aria-labelledby={heading}>
      <Title order={3} size="h5" id={heading}>
        {text(`results.${outcome}`, { count })}
      </Title>
      {outcome === 'failed' && <RetryFailed job={job} isKept={isListed} onBegin={onBegin} />}
      {outcome === 'unknown' && <AskProvider job={job} />}
      {!isListed && <p>{text(UNLISTED[code ?? ''] ?? 'results.unlisted')}</p>}
      {isListed && (
        <>
          {why.length > 0 && (
            <FailureReasons reasons={why} label={text(outcome === 'failed' ? 'failures.reasons' : 'results.reasons')} />
          )}
          <Group gap="sm" my="xs">
            {FILES.map(({ format, label }) => (
              <Anchor
                key={format}
                href={`${basePath}${job.links.results}?outcome=${outcome}&format=${format}`}
                download
              >
                {text(label)}
              </Anchor>
            ))}
            {outcome !== 'failed' && (
              <Button
                variant="default"
                size="compact-sm"
                aria-expanded={isShown}
                onClick={() => setShown((before) => !before)}
              >
                {text(isShown ? 'results.hide' : 'results.show')}
              </Button>
            )}
          </Group>
          {isShown && <ResultTable job={job} outcome={outcome} labelledBy={heading} />}
        </>
      )}
    </section>
  );
}
