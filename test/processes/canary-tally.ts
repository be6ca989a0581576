import type { RowsDefinition } from '../../src/operations/definition.js';
import { canaryIncrement } from './canary.js';

/** An operation that has something to finish, of which work done twice shows: every canary is tallied, the others of the business too. */
export const canaryTally: RowsDefinition = {
  ...canaryIncrement,
  type: 'canary_tally',
  summary: 'Increment canaries, then tally them',
  async finish(sql, { businessId }) {
    await sql.query('UPDATE canaries SET tallied = tallied + 1 WHERE business_id = $1', [businessId]);
  },
};
