import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { Fresh } from '../live/fresh.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { Pages } from '../shell/pages.js';
import { PageTitle } from '../shell/page-title.js';
import { Everything } from '../start/everything.js';
import { operationTypesQuery } from '../start/operation-types-query.js';
import { useStart } from '../start/use-start.js';
import { useText } from '../texts/use-text.js';
import { JobFilterForm } from './job-filter-form.js';
import { readJobFilter, writeJobFilter } from './job-filter.js';
import { JobItem } from './job-item.js';
import { jobsQuery } from './job-queries.js';

export default function JobsPage() {
  const text = useText();
  const [address, setAddress] = useSearchParams();
  const filter = readJobFilter(address);
  const { data: page, error, refetch } = useQuery(jobsQuery(filter));
  const { data: operationTypes } = useQuery(operationTypesQuery);
  // Those of leads have a place on the page of leads.
  const operations = (operationTypes?.items ?? []).filter(
    ({ targets, permissions }) => targets !== 'leads' && permissions.includes('start'),
  );
  const start = useStart(() => undefined);
  return (
    <Stack gap="md">
      <PageTitle>{text('jobs.title')}</PageTitle>
      <JobFilterForm filter={filter} onChange={(changed) => setAddress(writeJobFilter(changed))} />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!page && !error && <Loading />}
      {page?.items.length === 0 && <p>{text('jobs.none')}</p>}
      {page && page.items.length > 0 && (
        <Fresh>
          <ul className="items">
            {page.items.map((job) => (
              <JobItem key={job.id} job={job} />
            ))}
          </ul>
        </Fresh>
      )}
      <Pages
        cursor={filter.cursor}
        nextCursor={page?.nextCursor ?? null}
        onCursor={(cursor) => setAddress(writeJobFilter({ ...filter, cursor }))}
      />
      <Everything
        operations={operations}
        title={text('jobs.everything')}
        means={text('jobs.everything_means')}
        onStart={(type) => start.begin(type, { all: true })}
      />
      {start.dialog}
    </Stack>
  );
}
