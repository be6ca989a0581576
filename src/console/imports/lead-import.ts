import type { Schemas } from '@bulkgate/client';

export type LeadImport = Schemas['Import'];
export type LeadColumn = Schemas['LeadColumn'];
export type CsvDelimiter = Schemas['CsvDelimiter'];

/** In the order of the form. The API refuses any other. */
export const LEAD_COLUMNS = [
  'name',
  'phone',
  'email',
  'status',
  'source',
  'owner',
] as const satisfies readonly LeadColumn[];

export const DELIMITERS: Readonly<Record<CsvDelimiter, string>> = { comma: ',', semicolon: ';', tab: '\t' };

export function isOver({ status }: LeadImport): boolean {
  return status === 'completed' || status === 'failed';
}
