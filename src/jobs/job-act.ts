import type { Transaction } from '../db/transaction.js';
import type { Sql } from '../operations/definition.js';

/** Where it is written down who does something to a job. */
export interface JobAct {
  describe(details: { readonly operationType: string }): void;
  /** Writes the entry, in the transaction of the fact itself. */
  within(sql: Transaction, details: { readonly operationType: string }): Promise<void>;
  /** That transaction is committed. */
  committed(): void;
  /** Looks at the credential once more, where one was shown; throws where it has ended. */
  lockCredential?(sql: Sql): Promise<void>;
}
