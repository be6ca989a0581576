import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidV7 } from 'uuid';
import { appendAudit } from '../../audit/append-audit.js';
import type { AuditEntry, AuditResult } from '../../audit/audit-entry.js';
import type { Transaction } from '../../db/transaction.js';
import type { Sql } from '../../operations/definition.js';
import type { Caller } from '../../access/caller.js';
import { lockCredential } from '../auth/held-credential.js';
import type { AuditedAction } from './audited-action.js';

/**
 * What an entry says beyond who asked for which action. It is kept for good, so it has no personal data but for what a person
 * has typed as the reason of a start.
 */
export interface ActDetails {
  /** Id of what was acted on: a job, a key. */
  readonly target?: string;
  /** Of the operation that it is about: to be started, controlled or looked at. */
  readonly operationType?: string;
  /** What was chosen, in a word and names of fields, never their values: `ids`, `all`, `filter: source; parameters: status`. */
  readonly selection?: string;
  readonly count?: number;
  /**
   * A word about how it was done, where it was: `replayed`. Or what a person gave as the reason (`givenReason`). The code of
   * a problem comes by itself.
   */
  readonly reason?: string;
}

/** A text of a person's own, which no word or code of ours can be taken for. */
export function givenReason(text: string): string {
  return `given: ${text}`;
}

export interface ActOutcome {
  readonly result: AuditResult;
  /** Code of the problem that is answered. */
  readonly reason?: string;
}

/**
 * One act: what one request does, or tries to, to a business. It leads to one entry, whoever writes it: the transaction
 * of the fact itself (`within`), or the recorder once the answer is known. Both use the act's id, by which the log knows
 * that they are the same.
 */
export class Act {
  readonly id = uuidV7();
  #isWritten = false;
  #details: ActDetails = {};

  constructor(
    readonly action: AuditedAction,
    private readonly request: FastifyRequest,
    private readonly context: { readonly caller?: Caller },
  ) {}

  /** The business that it is done to; undefined while nobody has been authenticated. */
  get businessId(): number | undefined {
    return this.context.caller?.businessId;
  }

  /** Adds to what its entry will say. */
  describe(details: ActDetails): void {
    this.#details = { ...this.#details, ...details };
  }

  /**
   * Writes the entry as `done`, in the transaction of the fact it tells of.
   *
   * @param more what else that did, each in an entry of its own
   */
  async within(sql: Transaction, details: ActDetails = {}, more: readonly ActDetails[] = []): Promise<void> {
    this.describe(details);
    const entry = this.entry({ result: 'done' });
    if (!entry) return;
    const entries = [entry, ...more.map((other) => ({ ...entry, ...other, id: uuidV7() }))];
    await appendAudit(sql, this.businessId!, entries);
  }

  /** Looks at the credential once more, in a transaction of what it is used for. @throws Problem 401 */
  async lockCredential(sql: Sql): Promise<void> {
    const { caller } = this.context;
    if (caller) await lockCredential(sql, caller);
  }

  /** To be called once that transaction is known to be committed. While it is not, the recorder asks the log. */
  committed(): void {
    this.#isWritten = true;
  }

  /** It came to nothing that is worth an entry: nothing of the business was shown or changed, or it stands there already. */
  skipEntry(): void {
    this.#isWritten = true;
  }

  /** Whether its entry is still to be written; true for the first who asks. */
  claimEntry(): boolean {
    const isFirst = !this.#isWritten;
    this.#isWritten = true;
    return isFirst;
  }

  /** Null while nobody has been authenticated: there is no business then whose log it could stand in. */
  entry({ result, reason }: ActOutcome): AuditEntry | null {
    const { caller } = this.context;
    if (!caller) return null;
    const details = this.#details;
    return {
      id: this.id,
      subject: caller.subject,
      role: caller.role,
      credentialKind: caller.credential.kind,
      credentialId: caller.credential.id,
      // Behind a proxy it comes from a header.
      address: isIP(this.request.ip) === 0 ? null : this.request.ip,
      requestId: this.request.id,
      action: this.action,
      operationType: details.operationType ?? null,
      target: details.target ?? null,
      selection: details.selection ?? null,
      count: details.count ?? null,
      result,
      reason: reason ?? details.reason ?? null,
    };
  }
}
