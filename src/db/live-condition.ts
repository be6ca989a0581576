import { FINAL_STATUSES } from '../operations/status.js';

/** The fence, as SQL over `jobs`: every write to a job's row carries it (or names the sources of its arrow). */
export const LIVE = `status NOT IN (${FINAL_STATUSES.map((status) => `'${status}'`).join(', ')})`;
