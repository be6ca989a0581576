import type { Business } from '../business.js';

/** Key of the advisory lock under which leads are made, so that two makers do not both fill the same gap. */
const LOCK_KEY = 0x6c656164; // "lead"
/** Rows of one statement: well inside its time-out, also on a slow disk. */
const ROWS_PER_STATEMENT = 50_000;

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
    if (added < ROWS_PER_STATEMENT) return made;
  }
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
    // Numbers go on behind what is there, so that filling up again makes other people. Nobody can be reached: 555 is no
    // area code in service, and the domain is the one for examples.
    await sql.query(
      `INSERT INTO leads (business_id, name, phone, email, status, source, import_id, created_at)
       SELECT $1, first || ' ' || last, '+1555' || lpad((n % 10000000)::text, 7, '0'),
              lower(first) || '.' || lower(last) || '.' || n || '@example.com',
              (ARRAY['new', 'new', 'new', 'contacted', 'contacted', 'qualified', 'won', 'lost'])[1 + (n * 7) % 8],
              CASE WHEN is_imported THEN 'import'
                   ELSE (ARRAY['web', 'web', 'phone', 'referral', 'event'])[1 + (n * 3) % 5] END,
              CASE WHEN is_imported THEN 1 + (n / 1000) % 20 END,
              now() - ((n * 9973) % 525600) * interval '1 minute'
         FROM (SELECT n, n % 4 = 0 AS is_imported,
                      (ARRAY['Ada', 'Ben', 'Carla', 'Daniel', 'Elif', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Kira',
                             'Luca', 'Mara', 'Nadir', 'Olga', 'Pablo', 'Quinn', 'Rosa', 'Sami', 'Tilda'])[1 + n % 20]
                        AS first,
                      (ARRAY['Adler', 'Brandt', 'Costa', 'Dietz', 'Evans', 'Fischer', 'Garcia', 'Haas', 'Ivanov',
                             'Jensen', 'Kaya', 'Lopez', 'Meyer', 'Novak', 'Olsen', 'Peters', 'Quist', 'Rossi', 'Silva',
                             'Tanaka', 'Unger', 'Vega', 'Weber'])[1 + n % 23] AS last
                 FROM generate_series($2::bigint + 1, $2::bigint + $3::bigint) AS n) AS people`,
      [business.id, present!.last, missing],
    );
    return missing;
  });
}
