import path from 'node:path';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** @throws Error for an ending that the console has no files of: a browser is never left to guess */
export function findMediaType(file: string): string {
  const mediaType = MEDIA_TYPES[path.extname(file)];
  if (mediaType === undefined) throw new Error(`${file}: a file of the console has no media type here`);
  return mediaType;
}
