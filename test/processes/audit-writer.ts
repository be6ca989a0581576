import { appendAudit } from '../../src/audit/append-audit.js';
import { openDataSource } from '../../src/db/data-source.js';
import { Business } from '../../src/db/business.js';
import { auditEntry } from '../support/audit.js';

// Appends to the chains of businesses 1 and 2 over several connections at once; every third append is rolled back.

const { DATABASE_URL, APPENDS, CONNECTIONS } = process.env;
const poolSize = Number(CONNECTIONS);
const dataSource = await openDataSource(
  { url: DATABASE_URL!, poolSize, tls: undefined },
  { applicationName: 'audit-writer', role: 'bulkgate_api' },
);
class RolledBack extends Error {}

const append = async (businessId: number, index: number): Promise<void> => {
  try {
    await new Business(dataSource, businessId).transaction(async (sql) => {
      await appendAudit(sql, businessId, [auditEntry({ target: `${process.pid}-${index}` })]);
      if (index % 3 === 0) throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
};
await Promise.all(Array.from({ length: Number(APPENDS) }, (_, index) => [append(1, index), append(2, index)]).flat());
await dataSource.destroy();
