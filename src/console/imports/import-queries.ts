import type { Schemas } from '@bulkgate/client';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { type Answer, dataOf } from '../api/problems.js';
import type { PageQuery } from '../shell/paged-table.js';
import { type CsvDelimiter, isOver, type LeadColumn, type LeadImport } from './lead-import.js';

const KEY = 'imports';
/** Of an import that goes on: no stream tells of it. */
const LOOK_EVERY_MS = 1_000;

export const importsQuery = (cursor: string | null) =>
  queryOptions({
    queryKey: [KEY, 'list', cursor] as const,
    queryFn: () => dataOf(api.GET('/api/v1/leads/imports', { params: { query: cursor === null ? {} : { cursor } } })),
  });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: [KEY, id] as const,
    queryFn: () => dataOf(api.GET('/api/v1/leads/imports/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : LOOK_EVERY_MS),
  });

/** Not asked again by itself: each look is in the audit log. */
export const failedRowsQuery = (
  id: number,
  failed: number,
  cursor: string | null,
): PageQuery<Schemas['FailedRow']> => ({
  queryKey: [KEY, String(id), 'failed-rows', failed, cursor],
  queryFn: () =>
    dataOf(
      api.GET('/api/v1/leads/imports/{id}/failed-rows', {
        params: { path: { id: String(id) }, query: { format: 'json', ...(cursor === null ? {} : { cursor }) } },
      }) as Promise<Answer<Schemas['FailedRowPage']>>,
    ),
});

export interface Upload {
  readonly file: File;
  readonly delimiter: CsvDelimiter;
  /** Header of each column; empty where none is read. */
  readonly columns: Readonly<Record<LeadColumn, string>>;
}

/** Sends the file as it is. The same file again leads to the same import. */
export function uploadFile({ file, delimiter, columns }: Upload): Promise<LeadImport> {
  return dataOf(
    api.POST('/api/v1/leads/imports', {
      params: { query: { ...columns, delimiter, fileName: file.name.slice(-200) } },
      headers: { 'content-type': 'text/csv' },
      // The document says that a file is a text; the browser sends it from the disk.
      body: file as unknown as string,
      bodySerializer: (body) => body,
    }),
  );
}
