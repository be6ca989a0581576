import type { z } from 'zod';
import { apiKeyBehind } from '../../access/caller.js';
import type { BusinessOf } from '../../db/business.js';
import type { Transaction } from '../../db/transaction.js';
import { endHolder, type EndHolderDependencies } from '../../jobs/end-holder.js';
import { freeLock, GateStaysHeld } from '../../jobs/free-gate.js';
import { holderJobId } from '../../gate/keys.js';
import { OPERATION_TYPE } from '../../operations/definition.js';
import type { ApiRequest } from '../api-request.js';
import { givenReason } from '../audit/act.js';
import type { FreedGate, freeGateSchema } from './free-gate-request.js';
import { personNeeded, staysHeld } from './gate-problems.js';

export interface BreakGlassDependencies extends EndHolderDependencies {
  readonly businessOf: BusinessOf;
}

/** Frees a lock that does not come free by itself, for an admin who has looked at it. */
export class BreakGlass {
  constructor(private readonly dependencies: BreakGlassDependencies) {}

  /** @throws Problem 403 for a machine, 404, 409, 503 */
  async free(
    { caller, act }: Pick<ApiRequest, 'caller' | 'act'>,
    type: string,
    { value, reason, force }: z.infer<typeof freeGateSchema>,
  ): Promise<FreedGate> {
    if (apiKeyBehind(caller.credential) !== null) throw personNeeded();
    if (!OPERATION_TYPE.test(type)) throw staysHeld('not_held');
    const jobId = holderJobId(value);
    const business = this.dependencies.businessOf(caller);
    const lock = { businessId: business.id, operationType: type, expected: value };
    act.describe({
      operationType: type,
      ...(jobId === null ? {} : { target: jobId }),
      ...(force ? { selection: 'force' } : {}),
    });
    const write = async (sql: Transaction): Promise<void> => {
      await act.lockCredential(sql);
      await act.within(sql, { reason: givenReason(reason) });
    };
    try {
      const isEnded = force && (await endHolder(this.dependencies, business, lock, write));
      if (!isEnded) await freeLock(this.dependencies, business, lock, write);
      act.committed();
      return { type, jobId, ended: isEnded };
    } catch (error) {
      throw error instanceof GateStaysHeld ? staysHeld(error.code, error) : error;
    }
  }
}
