import type { OperationDefinition } from '../definition.js';
import { DEFAULT_POLICY } from '../policy.js';
import { leadTargets } from './lead-targets.js';

export const deleteLeadsBulk: OperationDefinition = {
  type: 'delete_leads_bulk',
  summary: 'Delete leads',
  policy: { ...DEFAULT_POLICY, lockTtlSeconds: 3_600 },
  targets: leadTargets,
  async act(sql, { businessId, ids }) {
    const [row] = await sql.query<{ deleted: number }>(
      `WITH deleted AS (DELETE FROM leads WHERE business_id = $1 AND id = ANY($2::bigint[]) RETURNING 1)
       SELECT count(*)::int AS deleted FROM deleted`,
      [businessId, ids],
    );
    return row!.deleted;
  },
};
