import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { Failure } from '../shell/failure.js';
import { Pages } from '../shell/pages.js';
import { PageTitle } from '../shell/page-title.js';
import { useText } from '../texts/use-text.js';
import { readLeadFilter, writeLeadFilter } from './lead-filter.js';
import { LeadFilterForm } from './lead-filter-form.js';
import { LeadTable } from './lead-table.js';
import { leadsQuery } from './leads-query.js';

export default function LeadsPage() {
  const text = useText();
  const [address, setAddress] = useSearchParams();
  const cursor = address.get('cursor');
  const filter = readLeadFilter(address);
  const { data: page, error } = useQuery(leadsQuery(filter, cursor));
  return (
    <Stack gap="md">
      <PageTitle>{text('leads.title')}</PageTitle>
      <LeadFilterForm
        key={writeLeadFilter(filter, null).toString()}
        filter={filter}
        error={error}
        onChange={(changed) => setAddress(writeLeadFilter(changed, null))}
      />
      {error && <Failure error={error} />}
      {!page && !error && <p>{text('loading')}</p>}
      {page?.items.length === 0 && <p>{text('leads.none')}</p>}
      {page && page.items.length > 0 && <LeadTable leads={page.items} />}
      <Pages
        cursor={cursor}
        nextCursor={page?.nextCursor ?? null}
        onCursor={(next) => setAddress(writeLeadFilter(filter, next))}
      />
    </Stack>
  );
}
