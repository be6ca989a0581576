import { z } from 'zod';
import type { RowsDefinition } from '../../src/operations/definition.js';
import { canaryIncrement } from './canary.js';

const parameters = z.strictObject({
  amount: z.int().min(1).max(9),
  /** Of the operator's own words: it may hold names, and no part of the engine may tell it to anybody. */
  note: z.string().default('none'),
});

/** Adds to `touched` as much as its parameters say: an operation type with a parameter that has a default. */
export const canaryAdd: RowsDefinition<z.infer<typeof parameters>> = {
  ...canaryIncrement,
  type: 'canary_add',
  summary: 'Add to canaries',
  parameters,
  async act(sql, { businessId, ids }, { amount }) {
    const touched = await sql.query(
      `UPDATE canaries SET touched = touched + $3 WHERE business_id = $1 AND id = ANY($2::bigint[]) RETURNING id`,
      [businessId, ids, amount],
    );
    return { done: touched.length, refused: [] };
  },
};
