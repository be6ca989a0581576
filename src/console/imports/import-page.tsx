import { Anchor, Progress, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { useMay } from '../session/use-session.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { PageTitle } from '../shell/page-title.js';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import { COLUMN_LABELS } from './column-labels.js';
import { FailedRows } from './failed-rows.js';
import { importQuery } from './import-queries.js';
import { isOver } from './lead-import.js';

/** One import: how far it is, what was not imported, and the way to its leads. */
export default function ImportPage() {
  const text = useText();
  const mayImport = useMay('imports');
  const { id = '' } = useParams();
  const { data: one, error, refetch } = useQuery(importQuery(id));
  const done = one ? one.imported + one.failed + one.skipped : 0;
  const isEnded = one !== undefined && isOver(one);
  return (
    <Stack gap="md">
      <PageTitle>{one ? one.fileName : text('imports.title')}</PageTitle>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!one && !error && <Loading />}
      {one && (
        <section className="surface" aria-label={text('bar.label')}>
          <p role="status">{text(`import_status.${one.status}`)}</p>
          <Progress
            value={one.rows === 0 ? 0 : (100 * done) / one.rows}
            {...(one.status === 'failed' ? { color: 'red' } : {})}
            aria-label={text('bar.label')}
          />
          <p>
            {text('imports.counts', {
              rows: one.rows,
              imported: one.imported,
              failed: one.failed,
              skipped: one.skipped,
            })}
          </p>
          {one.lastError !== null && (
            <p>
              <bdi>{one.lastError}</bdi>
            </p>
          )}
          <p>
            <Moment at={one.createdAt} /> · {text('jobs.by', { who: one.createdBy })}
          </p>
          <p>{text('imports.columns')}</p>
          <ul>
            {one.columns.map(({ column, header }) => (
              <li key={column}>
                {text(COLUMN_LABELS[column])}: <bdi>{header}</bdi>
              </li>
            ))}
          </ul>
          {one.imported > 0 && (
            <Anchor component={Link} href={`/leads?importId=${one.id}`}>
              {text('imports.leads')}
            </Anchor>
          )}
        </section>
      )}
      {one && isEnded && one.failed > 0 && mayImport && <FailedRows of={one} />}
    </Stack>
  );
}
