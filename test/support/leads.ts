import type { DataSource } from 'typeorm';

export interface LeadColumns {
  readonly name?: string;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly status?: string;
  readonly source?: string;
  readonly owner?: string | null;
  readonly tags?: readonly string[];
  readonly legalHold?: boolean;
  readonly importId?: number | null;
  readonly createdAt?: string;
}

/** Adds leads to a business and returns their ids. */
export async function addLeads(
  dataSource: DataSource,
  businessId: number,
  leads: readonly LeadColumns[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const lead of leads) {
    const { name = 'A lead', phone = null, email = null, status = 'new', source = 'manual', importId = null } = lead;
    const { owner = null, tags = [], legalHold = false, createdAt = null } = lead;
    const [row] = await dataSource.query<{ id: number }[]>(
      `INSERT INTO leads (business_id, name, phone, email, status, source, owner, tags, legal_hold, import_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, COALESCE($11, now())) RETURNING id`,
      [businessId, name, phone, email, status, source, owner, tags, legalHold, importId, createdAt],
    );
    ids.push(row!.id);
  }
  return ids;
}

/** Adds plain leads, many at once. */
export async function addManyLeads(dataSource: DataSource, businessId: number, count: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO leads (business_id, name, phone)
     SELECT $1, 'Lead ' || n, '+49170' || n FROM generate_series(1, $2) AS n`,
    [businessId, count],
  );
}

/** The ids of a business's leads. */
export async function leadsOf(
  { dataSource }: { readonly dataSource: DataSource },
  businessId: number,
): Promise<number[]> {
  const inOrder = 'SELECT id FROM leads WHERE business_id = $1 ORDER BY id';
  return (await dataSource.query<{ id: number }[]>(inOrder, [businessId])).map(({ id }) => id);
}
