import { FINAL_STATUSES } from '../operations/status.js';

/** The fence, as SQL over `jobs`: every write to a job's row carries it (or names the sources of its arrow). */
export const LIVE = `status NOT IN (${FINAL_STATUSES.map((status) => `'${status}'`).join(', ')})`;

/** Whose gate a job holds, as SQL over `jobs`. The index of live jobs has this expression. */
export const GATE_TYPE = 'COALESCE(gate_type, operation_type)';
