import { z } from 'zod';
import { FINISHED_TARGET } from '../archived-rows.js';
import { NO_PARAMETERS, type RowsDefinition, type TargetTable } from '../definition.js';
import { deleteTargets } from '../delete-targets.js';
import { DEFAULT_POLICY } from '../policy.js';
import { LEGAL_HOLD, leadTargets } from './lead-targets.js';

const importedLeadFilter = z.strictObject({ importId: z.int().positive() });
importedLeadFilter.register(z.globalRegistry, { id: 'ImportedLeadFilter' });

/** Leads that came with an import: of one (`filter`), or of any (`all`). */
const importedLeads: TargetTable = {
  ...leadTargets,
  everything: 'import_id IS NOT NULL',
  filterSchema: importedLeadFilter,
  filterCondition: ({ importId }, firstParameter) => ({
    sql: `import_id = $${firstParameter}`,
    parameters: [importId],
  }),
};

/**
 * An import whose leads are gone is deleted too, so that its file can be imported anew. One stays while a lead of it is left
 * (changed since, or under legal hold), and so does one that has not ended, or that came after the job.
 */
const DELETE_IMPORTS = `
  DELETE FROM imports AS t
   WHERE business_id = $1 AND ($3::bigint IS NULL OR id = $3) AND status IN ('completed', 'failed')
     AND created_at <= (SELECT COALESCE(selected_at, created_at) FROM jobs WHERE id = $2)
     AND NOT EXISTS (SELECT FROM leads WHERE leads.business_id = $1 AND import_id = t.id)`;

/** Its failed rows are deleted with it, and not archived: they are kept for a short time anyway. */
const ARCHIVE_IMPORTS = `
  WITH deleted AS (${DELETE_IMPORTS} RETURNING id, to_jsonb(t) AS row)
  INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
  SELECT $1::integer, $4::date, $2::uuid, ${FINISHED_TARGET}, 'imports', id, 'deleted', row FROM deleted`;

const RUNNING_IMPORT = `
  SELECT id FROM imports
   WHERE business_id = $1 AND ($2::bigint IS NULL OR id = $2) AND status IN ('pending', 'running') ORDER BY id LIMIT 1`;

export const deleteImportedLeads: RowsDefinition = {
  type: 'delete_imported_leads',
  summary: 'Delete imported leads',
  kind: 'rows',
  parameters: NO_PARAMETERS,
  policy: { ...DEFAULT_POLICY, lockTtlSeconds: 1_800 },
  targets: importedLeads,
  selectedBy: ['filter', 'all'],
  isArchived: true,
  // It would delete the leads that are there, and the import would go on and bring the others.
  async startRefusal(sql, { businessId, selection }) {
    if (selection.kind !== 'filter' && selection.kind !== 'all') return null;
    const importId = selection.kind === 'filter' ? selection.filter.importId : null;
    const [running] = await sql.query<{ id: number }>(RUNNING_IMPORT, [businessId, importId]);
    return running ? { reason: 'import_running', importId: running.id } : null;
  },
  act: (sql, chunk) => deleteTargets(sql, importedLeads, chunk, LEGAL_HOLD),
  async finish(sql, { businessId, jobId, selection, archiveExpiresOn }) {
    // A job over what another one has failed at is about some leads, and no import.
    if (selection.kind !== 'filter' && selection.kind !== 'all') return;
    const importId = selection.kind === 'filter' ? selection.filter.importId : null;
    const parameters = [businessId, jobId, importId];
    if (archiveExpiresOn === null) await sql.query(DELETE_IMPORTS, parameters);
    else await sql.query(ARCHIVE_IMPORTS, [...parameters, archiveExpiresOn]);
  },
};
