import type { Schemas } from '@bulkgate/client';

export type LeadImport = Schemas['Import'];
export type LeadColumn = Schemas['LeadColumn'];
export type CsvDelimiter = Schemas['CsvDelimiter'];

/** To set them needs a permission of its own. */
export const CONSENT_COLUMNS = ['consent', 'consentSource', 'consentAt'] as const satisfies readonly LeadColumn[];
type ConsentColumn = (typeof CONSENT_COLUMNS)[number];

/** In the order of the form. The API refuses any other. */
export const PLAIN_COLUMNS = [
  'name',
  'phone',
  'email',
  'status',
  'source',
  'owner',
  'tags',
] as const satisfies readonly Exclude<LeadColumn, ConsentColumn>[];

export const DELIMITERS: Readonly<Record<CsvDelimiter, string>> = { comma: ',', semicolon: ';', tab: '\t' };

export function isOver({ status }: LeadImport): boolean {
  return status === 'completed' || status === 'failed';
}
