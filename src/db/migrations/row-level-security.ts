/**
 * Row-level security of a table with a `business_id`, as SQL of a migration. Frozen: migrations have run with it.
 *
 * FORCE holds the owner to it as well. Without a business (`NULLIF`: a setting that was local to a transaction is empty
 * after it, not gone) nothing is seen and nothing can be written.
 *
 * @param grants what the roles of the programs may do with the table: `SELECT, INSERT`
 */
export function rowLevelSecurityOn(
  table: string,
  grants: { readonly api?: string; readonly worker?: string } = {},
): string {
  const ofBusiness = `business_id = NULLIF(current_setting('app.business_id', true), '')::integer`;
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY of_business ON ${table} USING (${ofBusiness}) WITH CHECK (${ofBusiness});
    CREATE POLICY data_migration ON ${table} TO bulkgate_data_migration USING (true) WITH CHECK (true);
    GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO bulkgate_data_migration;
    ${grants.api ? `GRANT ${grants.api} ON ${table} TO bulkgate_api;` : ''}
    ${grants.worker ? `GRANT ${grants.worker} ON ${table} TO bulkgate_worker;` : ''}`;
}

/** The way back. */
export function withoutRowLevelSecurityOn(table: string): string {
  return `
    DROP POLICY data_migration ON ${table};
    DROP POLICY of_business ON ${table};
    ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY;
    REVOKE ALL ON ${table} FROM bulkgate_api, bulkgate_worker, bulkgate_data_migration`;
}
