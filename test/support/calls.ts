import type { DataSource } from 'typeorm';

export interface TestCall {
  readonly businessId?: number;
  /** A new one unless given. */
  readonly callSid?: string;
  /** Whole address, or path at a provider that nobody asks; null: not recorded. */
  readonly path?: string | null;
}

let calls = 0;

/** A call of business 1 unless told, as the CRM has it. @param dataSource of somebody who may write it @returns its sid */
export async function addCall(dataSource: DataSource, call: TestCall = {}): Promise<string> {
  const { businessId = 1, callSid = `CA${String(++calls).padStart(32, '0')}`, path = null } = call;
  const url = path === null ? null : new URL(path, 'http://provider.example').href;
  await dataSource.query(
    `INSERT INTO calls (business_id, call_sid, recording_url, from_number, to_number, duration)
     VALUES ($1, $2, $3, '+49170000017', '+49170000018', 5)`,
    [businessId, callSid, url],
  );
  return callSid;
}
