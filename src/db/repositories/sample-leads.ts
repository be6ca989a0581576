import type { Sql } from '../../operations/definition.js';
import type { Business } from '../business.js';

/** Key of the advisory lock under which leads are made, so that two makers do not both fill the same gap. */
const LOCK_KEY = 0x6c656164; // "lead"
/** Rows of one statement: well inside its time-out, also on a slow disk. */
const ROWS_PER_STATEMENT = 50_000;
const IMPORTS = 20;
/** Of a thousand leads, the one that the law forbids to delete. It is none of an import. */
const LEGAL_HOLD_AT = 7;

/**
 * Fills a business up to `wanted` leads with invented people. Nothing happens where it has that many already.
 *
 * @returns how many leads were made
 */
export async function fillLeads(business: Business, wanted: number): Promise<number> {
  let made = 0;
  for (;;) {
    const added = await addLeads(business, wanted);
    made += added;
    if (added < ROWS_PER_STATEMENT) break;
  }
  if (made > 0) await countImported(business);
  return made;
}

function addLeads(business: Business, wanted: number): Promise<number> {
  return business.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
    const [present] = await sql.query<{ count: number; last: number }>(
      'SELECT count(*) AS count, COALESCE(max(id), 0) AS last FROM leads WHERE business_id = $1',
      [business.id],
    );
    const missing = Math.min(wanted - present!.count, ROWS_PER_STATEMENT);
    if (missing <= 0) return 0;
    const importIds = await sampleImports(sql, business.id);
    // Numbers go on behind what is there, so that filling up again makes other people. Nobody can be reached: 555 is no
    // area code in service, and the domain is the one for examples.
    await sql.query(
      `INSERT INTO leads (business_id, name, phone, email, status, source, owner, tags, import_id, legal_hold, created_at)
       SELECT $1, first || ' ' || last, '+1555' || lpad((n % 10000000)::text, 7, '0'),
              lower(first) || '.' || lower(last) || '.' || n || '@example.com',
              (ARRAY['new', 'new', 'new', 'contacted', 'contacted', 'qualified', 'won', 'lost'])[1 + (n * 7) % 8],
              CASE WHEN is_imported THEN 'import'
                   ELSE (ARRAY['web', 'web', 'phone', 'referral', 'event'])[1 + (n * 3) % 5] END,
              (ARRAY['dana', 'dana', 'noor', 'tomer', NULL])[1 + (n * 3) % 5],
              CASE WHEN n % 3 = 0 THEN ARRAY['newsletter'] ELSE '{}' END
                || CASE WHEN n % 50 = 0 THEN ARRAY['spring fair'] ELSE '{}' END,
              CASE WHEN is_imported THEN ($4::bigint[])[1 + (n / 1000) % ${IMPORTS}] END,
              n % 1000 = ${LEGAL_HOLD_AT},
              now() - ((n * 9973) % 525600) * interval '1 minute'
         FROM (SELECT n, n % 4 = 0 AS is_imported,
                      (ARRAY['Ada', 'Ben', 'Carla', 'Daniel', 'Elif', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Kira',
                             'Luca', 'Mara', 'Nadir', 'Olga', 'Pablo', 'Quinn', 'Rosa', 'Sami', 'Tilda'])[1 + n % 20]
                        AS first,
                      (ARRAY['Adler', 'Brandt', 'Costa', 'Dietz', 'Evans', 'Fischer', 'Garcia', 'Haas', 'Ivanov',
                             'Jensen', 'Kaya', 'Lopez', 'Meyer', 'Novak', 'Olsen', 'Peters', 'Quist', 'Rossi', 'Silva',
                             'Tanaka', 'Unger', 'Vega', 'Weber'])[1 + n % 23] AS last
                 FROM generate_series($2::bigint + 1, $2::bigint + $3::bigint) AS n) AS people`,
      [business.id, present!.last, missing, importIds],
    );
    return missing;
  });
}

/** SQL: what stands for the hash of a file that never was. */
const HASH = `encode(sha256(('sample import ' || n)::bytea), 'hex')`;

/** The imports that imported leads are said to come from; one that was deleted is made anew. @returns their ids */
async function sampleImports(sql: Sql, businessId: number): Promise<number[]> {
  await sql.query(
    `INSERT INTO imports (business_id, file_name, file_sha256, status, created_by, finished_at)
     SELECT $1, 'leads-' || lpad(n::text, 2, '0') || '.csv', ${HASH}, 'completed', 'sample', now()
       FROM generate_series(1, $2::integer) AS n ON CONFLICT (business_id, file_sha256) DO NOTHING`,
    [businessId, IMPORTS],
  );
  const imports = await sql.query<{ id: number }>(
    `SELECT id FROM imports JOIN generate_series(1, $2::integer) AS n ON file_sha256 = ${HASH}
      WHERE business_id = $1 ORDER BY n`,
    [businessId, IMPORTS],
  );
  return imports.map(({ id }) => id);
}

async function countImported(business: Business): Promise<void> {
  await business.transaction((sql) =>
    sql.query(
      `UPDATE imports SET rows = leads.count, imported = leads.count
         FROM (SELECT import_id, count(*)::integer AS count FROM leads
                WHERE business_id = $1 AND import_id IS NOT NULL GROUP BY 1) AS leads
        WHERE business_id = $1 AND created_by = 'sample' AND imports.id = leads.import_id`,
      [business.id],
    ),
  );
}
