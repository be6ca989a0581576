import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** A note, a task, a consent and a call of a lead; a second consent of it is none. */
export async function addLeadHistory(dataSource: DataSource, businessId: number, leadId: number): Promise<void> {
  await addLeadHistories(dataSource, businessId, [leadId]);
}

export async function addLeadHistories(
  dataSource: DataSource,
  businessId: number,
  leadIds: readonly number[],
): Promise<void> {
  for (const statement of [
    `INSERT INTO notes (business_id, lead_id, author, body) SELECT $1, lead, 'dana', 'Note of ' || lead || $3`,
    `INSERT INTO tasks (business_id, lead_id, title, due_on) SELECT $1, lead, 'Task of ' || lead || $3, '2027-01-01'`,
    `INSERT INTO consents (business_id, lead_id, channel, source, given_at)
     SELECT $1, lead, 'whatsapp', 'form' || $3, '2026-01-01'`,
    `INSERT INTO calls (business_id, lead_id, call_sid) SELECT $1, lead, 'CA' || lead || $3`,
  ]) {
    const of = ` FROM unnest($2::bigint[]) AS lead ON CONFLICT DO NOTHING`;
    await dataSource.query(statement + of, [businessId, leadIds, `-${randomBytes(4).toString('hex')}`]);
  }
}

/** How many rows of each table name the lead. */
export async function leadHistory(dataSource: DataSource, leadId: number): Promise<Record<string, number>> {
  const counts = ['notes', 'tasks', 'consents', 'calls'].map(
    (table) => `(SELECT count(*) FROM ${table} WHERE lead_id = $1) AS ${table}`,
  );
  const [row] = await dataSource.query<Record<string, number>[]>(`SELECT ${counts.join()}`, [leadId]);
  return row!;
}
