import { NO_PARAMETERS, type RowsDefinition } from '../definition.js';
import { deleteTargets } from '../delete-targets.js';
import { DEFAULT_POLICY } from '../policy.js';
import { LEGAL_HOLD, leadTargets } from './lead-targets.js';

export const deleteLeadsBulk: RowsDefinition = {
  type: 'delete_leads_bulk',
  summary: 'Delete leads',
  policy: { ...DEFAULT_POLICY, lockTtlSeconds: 3_600 },
  targets: leadTargets,
  kind: 'rows',
  parameters: NO_PARAMETERS,
  isArchived: true,
  act: (sql, chunk) => deleteTargets(sql, leadTargets, chunk, LEGAL_HOLD),
};
