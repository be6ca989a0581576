import { FINAL_STATUSES, type JobStatus, LIVE_STATUSES } from './job-status.js';

/** What the list of jobs shows, as the address says it. */
export interface JobFilter {
  readonly statuses: readonly JobStatus[];
  readonly type: string | null;
  readonly cursor: string | null;
}

const STATUSES: readonly JobStatus[] = [...LIVE_STATUSES, ...FINAL_STATUSES];

/** What an address cannot mean is left out: a link from elsewhere may be older than this page. */
export function readJobFilter(address: URLSearchParams): JobFilter {
  const given = (address.get('status') ?? '').split(',');
  return {
    statuses: STATUSES.filter((status) => given.includes(status)),
    type: address.get('type') || null,
    cursor: address.get('cursor') || null,
  };
}

export function writeJobFilter({ statuses, type, cursor }: JobFilter): URLSearchParams {
  const address = new URLSearchParams();
  if (statuses.length > 0) address.set('status', statuses.join(','));
  if (type !== null) address.set('type', type);
  if (cursor !== null) address.set('cursor', cursor);
  return address;
}
