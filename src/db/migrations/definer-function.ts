export interface DefinerFunction {
  /** With the names of its parameters: `find_drains(at_most integer)`. */
  readonly signature: string;
  readonly returns: string;
  /** Names each table with `public.`, which stands for the schema that is migrated. */
  readonly body: string;
  /** The role that it runs as; absent: whoever migrates, the owner of the tables. */
  readonly owner?: 'bulkgate_finder' | 'bulkgate_audit_writer';
  /** The roles that may call it, and no other. */
  readonly callers: string;
  readonly language?: string;
  /** Settings for its duration. An empty search path: no table of another schema can stand in for one of ours. */
  readonly settings?: string;
}

/** A function that runs with the rights of its owner, as SQL of a migration. Frozen: migrations have run with it. */
export function definerFunction({
  signature,
  returns,
  body,
  owner,
  callers,
  language = 'sql STABLE',
  settings = `SET search_path = ''`,
}: DefinerFunction): string {
  // The rights come before the change of owner: an owner of the database who is no superuser cannot revoke a right on a
  // function of another role, and PostgreSQL only warns. The new owner needs CREATE in the schema for that one statement.
  const made = `
    CREATE FUNCTION ${signature} RETURNS ${returns} LANGUAGE ${language} SECURITY DEFINER ${settings} AS $$ ${body} $$;
    REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION ${signature} TO ${callers};`;
  const given = `
    GRANT CREATE ON SCHEMA public TO ${owner};
    ALTER FUNCTION ${signature} OWNER TO ${owner};
    REVOKE CREATE ON SCHEMA public FROM ${owner};`;
  return inSchema(owner ? `${made}${given}` : made);
}

/**
 * The same function with another body, as SQL of a migration. Its id and its rights stay, so that a call which has been
 * planned before goes on. Under its owner's role, for the same reason as above: only the owner may replace it.
 */
export function replacedBody({
  signature,
  returns,
  body,
  owner,
  language,
  settings,
}: Required<Omit<DefinerFunction, 'callers'>>): string {
  return inSchema(`
    GRANT CREATE ON SCHEMA public TO ${owner};
    SET LOCAL ROLE ${owner};
    CREATE OR REPLACE FUNCTION ${signature} RETURNS ${returns} LANGUAGE ${language} SECURITY DEFINER ${settings}
      AS $$ ${body} $$;
    RESET ROLE;
    REVOKE CREATE ON SCHEMA public FROM ${owner};`);
}

/** The statements with the schema that is migrated in place of `public`: beside a CRM's own tables it is another one. */
function inSchema(statements: string): string {
  return `
    DO $in_schema$ BEGIN
      EXECUTE regexp_replace(
        replace($statements$${statements}$statements$, 'public.', quote_ident(current_schema()) || '.'),
        'SCHEMA public\\M', 'SCHEMA ' || quote_ident(current_schema()), 'g');
    END $in_schema$`;
}

/** Lets the finders read these columns of each table, in all businesses. */
export function visibleToFinders(columnsByTable: Readonly<Record<string, string>>, policy = 'finder'): string {
  return Object.entries(columnsByTable)
    .map(
      ([table, columns]) => `
        GRANT SELECT (${columns}) ON ${table} TO bulkgate_finder;
        CREATE POLICY ${policy} ON ${table} FOR SELECT TO bulkgate_finder USING (true)`,
    )
    .join(';');
}

/** The way back. */
export function hiddenFromFinders(columnsByTable: Readonly<Record<string, string>>, policy = 'finder'): string {
  return Object.entries(columnsByTable)
    .map(
      ([table, columns]) => `
        DROP POLICY ${policy} ON ${table};
        REVOKE SELECT (${columns}) ON ${table} FROM bulkgate_finder`,
    )
    .join(';');
}
