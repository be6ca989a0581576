import type { Business } from '../business.js';

/** More would take longer than a start may. */
const LEADS = '(SELECT * FROM leads WHERE business_id = $1 ORDER BY id LIMIT 100000) AS leads';

/** Of the business's leads, so many get one: notes for one in 4, tasks for one in 10, a consent for one in 2 to WhatsApp and one in 4 to calls. */
const STATEMENTS = [
  `INSERT INTO notes (business_id, lead_id, author, body)
   SELECT $1, id, 'dana', (ARRAY['Asked for a call next week.', 'Wants an offer.', 'Did not answer.'])[1 + id % 3]
     FROM ${LEADS} WHERE id % 4 = 0
      AND NOT EXISTS (SELECT FROM notes WHERE lead_id = leads.id)`,
  `INSERT INTO tasks (business_id, lead_id, owner, title, due_on)
   SELECT $1, id, 'noor', 'Call back', current_date + (id % 30)::integer
     FROM ${LEADS} WHERE id % 10 = 0
      AND NOT EXISTS (SELECT FROM tasks WHERE lead_id = leads.id)`,
  `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
   SELECT $1, id, 'whatsapp', 'web form', created_at
     FROM ${LEADS} WHERE id % 2 = 0 ON CONFLICT DO NOTHING`,
  `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
   SELECT $1, id, 'phone', 'web form', created_at
     FROM ${LEADS} WHERE id % 4 = 0 ON CONFLICT DO NOTHING`,
  `INSERT INTO opt_outs (business_id, channel, address, source, opted_out_at)
   SELECT $1, 'whatsapp', phone, 'reply', now()
     FROM ${LEADS} WHERE id % 200 = 0 AND phone IS NOT NULL ON CONFLICT DO NOTHING`,
  `INSERT INTO opt_outs (business_id, channel, address, source, opted_out_at)
   SELECT $1, 'phone', phone, 'reply', now()
     FROM ${LEADS} WHERE id % 200 = 100 AND phone IS NOT NULL ON CONFLICT DO NOTHING`,
  // Each call was with a lead of its own, as far as there are leads.
  `UPDATE calls SET lead_id = spoken.lead_id
     FROM (SELECT c.id, l.id AS lead_id
             FROM (SELECT id, row_number() OVER (ORDER BY id) AS no FROM calls WHERE business_id = $1) AS c
             JOIN (SELECT id, row_number() OVER (ORDER BY id) AS no FROM ${LEADS}) AS l USING (no)) AS spoken
    WHERE calls.id = spoken.id AND business_id = $1 AND calls.lead_id IS NULL`,
] as const;

/** Gives the sample leads of a business what hangs on a lead. What is there already stays as it is. */
export function fillLeadHistory(business: Business): Promise<void> {
  return business.transaction(async (sql) => {
    for (const statement of STATEMENTS) await sql.query(statement, [business.id]);
  });
}
