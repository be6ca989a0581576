/** Files that a list comes in, by the format's name in a query string. */
const FORMATS = {
  csv: { mediaType: 'text/csv', contentType: 'text/csv; charset=utf-8; header=present', extension: 'csv' },
  jsonl: { mediaType: 'application/x-ndjson', contentType: 'application/x-ndjson', extension: 'jsonl' },
} as const;

export type ExportFormat = keyof typeof FORMATS;

/** What an `Accept` asks for first; null for what is no file. */
export function acceptedFormat(accept = '', offered: readonly ExportFormat[]): ExportFormat | null {
  const [first = ''] = accept.split(/[,;]/);
  const mediaType = first.trim().toLowerCase();
  return offered.find((format) => FORMATS[format].mediaType === mediaType) ?? null;
}

/** Of a file that is to be kept: it never is shown as a page. */
export function fileHeaders(name: string, format: ExportFormat): Readonly<Record<string, string>> {
  const { contentType, extension } = FORMATS[format];
  return {
    'content-type': contentType,
    'content-disposition': `attachment; filename="${name}.${extension}"`,
    'cache-control': 'no-store',
  };
}
