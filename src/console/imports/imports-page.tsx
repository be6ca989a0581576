import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { useMay } from '../session/use-session.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { PageTitle } from '../shell/page-title.js';
import { Pages } from '../shell/pages.js';
import { useText } from '../texts/use-text.js';
import { ImportItem } from './import-item.js';
import { importsQuery } from './import-queries.js';
import { UploadForm } from './upload-form.js';

export default function ImportsPage() {
  const text = useText();
  const mayImport = useMay('imports');
  const [address, setAddress] = useSearchParams();
  const cursor = address.get('cursor');
  const { data: page, error, refetch } = useQuery(importsQuery(cursor));
  return (
    <Stack gap="md">
      <PageTitle>{text('imports.title')}</PageTitle>
      {mayImport && <UploadForm />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!page && !error && <Loading />}
      {page?.items.length === 0 && <p>{text('imports.none')}</p>}
      {page && page.items.length > 0 && (
        <ul className="items">
          {page.items.map((one) => (
            <ImportItem key={one.id} of={one} />
          ))}
        </ul>
      )}
      <Pages
        cursor={cursor}
        nextCursor={page?.nextCursor ?? null}
        onCursor={(to) => setAddress(to === null ? {} : { cursor: to })}
      />
    </Stack>
  );
}
