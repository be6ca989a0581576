import { Stack } from '@mantine/core';
import { useSearchParams } from 'wouter';
import { useMay } from '../session/use-session.js';
import { PageTitle } from '../shell/page-title.js';
import { useText } from '../texts/use-text.js';
import { HistoryForm } from './history-form.js';
import { TargetHistory } from './target-history.js';

/** "Who deleted lead 4711?": what jobs did to one target, for admins. */
export default function HistoryPage() {
  const text = useText();
  const mayAudit = useMay('audit');
  const [address, setAddress] = useSearchParams();
  const table = address.get('table') ?? 'leads';
  const id = address.get('id') ?? '';
  const isAsked = id !== '';
  if (!mayAudit) return <p role="alert">{text('history.forbidden')}</p>;
  return (
    <Stack gap="md">
      <PageTitle>{isAsked ? text('history.of', { table, id }) : text('history.title')}</PageTitle>
      <HistoryForm of={{ table, id }} onAsk={(of) => setAddress({ ...of })} />
      {isAsked && <TargetHistory key={`${table}/${id}`} of={{ table, id }} />}
    </Stack>
  );
}
