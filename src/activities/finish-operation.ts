import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { describeError, errorMeaning, postgresError } from '../db/postgres-error.js';
import { closeFinish, openFinish } from '../db/repositories/finish-ledger.js';
import { isPassing } from '../db/sqlstate-meanings.js';
import { FAILURE } from '../operations/errors.js';
import type { BegunSelections } from './begun-selections.js';
import type { Checkpoint } from './checkpoint.js';
import type { GateKeeper, HeldGate } from './gate-keeper.js';
import { withHeartbeat } from './heartbeat.js';

export interface FinishDependencies {
  readonly dataSource: DataSource;
  readonly keeper: GateKeeper;
  readonly selections: BegunSelections;
  readonly checkpoint: Checkpoint;
}

export function createFinishActivities({ dataSource, keeper, selections, checkpoint }: FinishDependencies) {
  async function finish(held: HeldGate): Promise<void> {
    const { businessId, jobId } = held;
    const { definition, selection, parameters, archiveExpiresOn } = await selections.of(held);
    const at = { businessId, jobId, streamNo: 0, chunkNo: 0 };
    await new Business(dataSource, businessId).transaction(async (sql) => {
      if (!(await openFinish(sql, at))) return;
      await checkpoint('batch opened', at);
      const job = { businessId, jobId, selection: selection.selection, archiveExpiresOn };
      await definition.finish?.(sql, job, parameters);
      if (!(await closeFinish(sql, at))) throw ApplicationFailure.nonRetryable('the job is final', FAILURE.jobNotLive);
      await checkpoint('before commit', at);
    });
    await checkpoint('after commit', at);
  }

  return {
    /**
     * Does what the operation has to finish when no target is left, once.
     *
     * @throws ApplicationFailure `JobNotLive`, and `BatchImpossible` where no later attempt would do better
     */
    async finishOperation(held: HeldGate): Promise<void> {
      const { heartbeatTimeoutMs } = Context.current().info;
      const beating = {
        held,
        heartbeatTimeoutSeconds: heartbeatTimeoutMs ? heartbeatTimeoutMs / 1000 : held.ttlSeconds,
        beat: () => Context.current().heartbeat(),
      };
      try {
        await withHeartbeat(keeper, beating, () => finish(held));
      } catch (error) {
        if (postgresError(error) === null || isPassing(errorMeaning(error))) throw error;
        throw ApplicationFailure.nonRetryable(`cannot be finished: ${describeError(error)}`, FAILURE.batchImpossible);
      }
    },
  };
}
