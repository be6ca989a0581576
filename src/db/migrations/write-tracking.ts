/**
 * Columns that say when a row was last written, and by which transactions it was inserted and last written, as SQL of a
 * migration. A trigger sets them, whatever a statement says. Frozen: migrations have run with it.
 *
 * Safe on a large table in use: the defaults are constants to PostgreSQL (`now()` is evaluated once), so no row is
 * rewritten; rows of before are taken for old.
 *
 * The ids of transactions are columns, because `xmin` cannot serve: it is 32 bits wide and begins anew, and it may be the id
 * of a savepoint, which no snapshot knows.
 */
export function trackWritesOf(table: string): string {
  return `
    ALTER TABLE ${table}
      ADD COLUMN inserted_in xid8 NOT NULL DEFAULT '0',
      ADD COLUMN updated_in xid8 NOT NULL DEFAULT '0',
      ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
    CREATE TRIGGER track_writes BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION track_writes()`;
}

/** Once for all tables. */
export const TRACK_WRITES_FUNCTION = `
  CREATE FUNCTION track_writes() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    -- The transaction's id comes before the moment: a snapshot that is taken after the moment then knows the transaction.
    NEW.updated_in := pg_catalog.pg_current_xact_id();
    NEW.updated_at := pg_catalog.clock_timestamp();
    IF TG_OP = 'INSERT' THEN
      NEW.inserted_in := NEW.updated_in;
    ELSE
      NEW.inserted_in := OLD.inserted_in;
    END IF;
    RETURN NEW;
  END $$`;
