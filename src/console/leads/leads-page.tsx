import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useSearchParams } from 'wouter';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { Pages } from '../shell/pages.js';
import { PageTitle } from '../shell/page-title.js';
import { operationTypesQuery } from '../start/operation-types-query.js';
import { useStart } from '../start/use-start.js';
import { useText } from '../texts/use-text.js';
import { Everything } from '../start/everything.js';
import { LeadFilterForm } from './lead-filter-form.js';
import { type LeadList, readLeadList, writeLeadList } from './lead-list.js';
import { noSelection } from './lead-selection.js';
import classes from './leads-page.module.css';
import { LeadTable } from './lead-table.js';
import { leadsQuery } from './leads-query.js';
import { SelectionBar } from './selection-bar.js';
import { useLeadSelection } from './use-lead-selection.js';

export default function LeadsPage() {
  const text = useText();
  const [address, setAddress] = useSearchParams();
  const list = readLeadList(address);
  const show = (changed: Partial<LeadList>): void => setAddress(writeLeadList({ ...list, cursor: null, ...changed }));

  const { data: page, error, refetch } = useQuery(leadsQuery(list));
  const { data: operationTypes, error: typesError, refetch: refetchTypes } = useQuery(operationTypesQuery);
  const operations = (operationTypes?.items ?? []).filter(
    ({ targets, permissions }) => targets === 'leads' && permissions.includes('start'),
  );

  const table = useRef<HTMLDivElement>(null);
  const [selection, select] = useLeadSelection(list.filter);
  const start = useStart(() => select(({ filter }) => noSelection(filter)));
  return (
    <Stack gap="md">
      <PageTitle>{text('leads.title')}</PageTitle>
      <LeadFilterForm filter={list.filter} error={error} onChange={(filter) => show({ filter })} />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {typesError && <Failure error={typesError} onRetry={() => void refetchTypes()} />}
      {!page && !error && <Loading />}
      <p role="status" className={classes.count}>
        {page?.count && text(page.count.isExact ? 'leads.count' : 'leads.more_than', { value: page.count.value })}
      </p>
      {page && page.items.length > 0 && (
        <LeadTable
          ref={table}
          leads={page.items}
          sort={list.sort}
          onSort={(sort) => show({ sort })}
          selection={operations.length > 0 ? selection : null}
          onSelect={select}
        />
      )}
      {operations.length > 0 && (
        <SelectionBar
          selection={selection}
          onSelect={select}
          page={page?.items.map(({ id }) => id) ?? []}
          count={page?.count ?? null}
          operations={operations}
          onStart={start.begin}
        />
      )}
      <Pages
        cursor={list.cursor}
        previousCursor={page?.previousCursor ?? null}
        nextCursor={page?.nextCursor ?? null}
        onCursor={(cursor) => {
          show({ cursor });
          table.current?.focus();
        }}
      />
      {operations.length > 0 && (
        <Everything
          operations={operations}
          title={text('leads.everything')}
          means={text('leads.everything_means')}
          onStart={(type) => start.begin(type, { all: true })}
        />
      )}
      {start.dialog}
    </Stack>
  );
}
