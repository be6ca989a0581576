import type { Problem } from '../../http/problem.js';

/** The limit behind a problem, as the metric names it. `too_many_requests` names its own. */
const LIMITS: Readonly<Record<string, string>> = {
  too_many_live_jobs: 'live_jobs',
  too_many_uploads: 'uploads',
  too_many_streams: 'streams',
  too_many_plays: 'plays',
  too_many_reads: 'reads',
  too_many_counts: 'counts',
  too_many_imports: 'imports',
  body_too_large: 'body_bytes',
  too_many_ids: 'ids',
  headers_too_large: 'headers',
  uri_too_long: 'url',
  request_timeout: 'slow',
};

/** Which limit has refused, or undefined where it was none. */
export function limitOf({ fields: { code, extensions } }: Problem): string | undefined {
  return code === 'too_many_requests' ? String(extensions?.limit) : LIMITS[code];
}
