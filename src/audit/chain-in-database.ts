import type { DataSource } from 'typeorm';
import { query } from '../db/transaction.js';
import type { ChainEntry, ChainHead, ChainReader } from './verify-chain.js';

const PAGE = 1_000;

/** The chains in PostgreSQL, for the role `bulkgate_auditor`: any other sees no business here. */
export class ChainInDatabase implements ChainReader {
  constructor(private readonly dataSource: DataSource) {}

  async head(businessId: number): Promise<ChainHead | null> {
    const [head] = await query<ChainHead>(this.dataSource, 'SELECT seq, hash FROM audit_heads WHERE business_id = $1', [
      businessId,
    ]);
    return head ?? null;
  }

  /** Every field as the text that is hashed; a time as JavaScript has it would lose its microseconds. */
  entriesAfter(businessId: number, afterSeq: number): Promise<ChainEntry[]> {
    return query<ChainEntry>(
      this.dataSource,
      `SELECT business_id::text AS "businessId", seq::text AS seq, id::text AS id,
              to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
              subject, role, credential_kind AS "credentialKind", credential_id AS "credentialId", address,
              request_id AS "requestId", action, operation_type AS "operationType", target, selection,
              count::text AS count, result, reason, prev_hash AS "prevHash", hash
         FROM audit_log WHERE business_id = $1 AND audit_log.seq > $2 ORDER BY audit_log.seq LIMIT ${PAGE}`,
      [businessId, afterSeq],
    );
  }

  /** Every business that has a head or an entry, ascending, one look-up each; the installation (0) first. */
  async *businesses(): AsyncGenerator<number> {
    for (let after = -1; ;) {
      const [next] = await query<{ id: number | null }>(
        this.dataSource,
        `SELECT least((SELECT min(business_id) FROM audit_heads WHERE business_id > $1),
                      (SELECT min(business_id) FROM audit_log WHERE business_id > $1)) AS id`,
        [after],
      );
      if (next!.id === null) return;
      yield (after = next!.id);
    }
  }
}
