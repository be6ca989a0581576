import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Business } from '../db/business.js';
import { describeError, errorMeaning } from '../db/postgres-error.js';
import { failImport, importNextChunk } from '../db/repositories/import-chunks.js';
import { isPassing } from '../db/sqlstate-meanings.js';
import { FAILURE } from '../operations/errors.js';
import type { ImportProgress } from '../operations/imports/import.js';
import type { Checkpoint } from './checkpoint.js';
import { type ChunkSlots, NoSlotFree } from './chunk-slots.js';

export interface ImportDependencies {
  /** The business whose workflow has scheduled the current activity. */
  readonly businessOfWorkflow: () => Business;
  readonly slots: Pick<ChunkSlots, 'run'>;
  readonly checkpoint: Checkpoint;
  /** The worker is being stopped: the chunk in hand is the last. */
  readonly isStopping: () => boolean;
}

/** An activity imports chunks for so long: it costs Temporal 15 to 20 ms, however much it does. */
const WORK_MS = 2_000;
const SLOT_WAIT_MS = 20_000;
/** Of an error that is neither passing nor known to be final. */
const MAX_UNCLEAR_ATTEMPTS = 5;

export function createImportActivities({ businessOfWorkflow, slots, checkpoint, isStopping }: ImportDependencies) {
  return {
    /**
     * Imports chunks of staged rows for about two seconds.
     *
     * @throws ApplicationFailure `ImportFailed`, where no later attempt would do better
     */
    async importChunks({ importId }: { readonly importId: number }): Promise<ImportProgress> {
      const context = Context.current();
      const business = businessOfWorkflow();
      const until = performance.now() + WORK_MS;
      // Another attempt may wait for the same row: it says that it is alive.
      const pulse = setInterval(() => context.heartbeat(), 3_000);
      try {
        for (;;) {
          const progress = await slots.run(business.id, SLOT_WAIT_MS, () =>
            importNextChunk(business, importId, (chunkNo) =>
              checkpoint('before commit', { jobId: String(importId), businessId: business.id, streamNo: 0, chunkNo }),
            ),
          );
          if (progress.isOver || isStopping() || performance.now() > until) return progress;
          context.heartbeat();
        }
      } catch (error) {
        throw isHopeless(error, context.info.attempt)
          ? ApplicationFailure.nonRetryable(describeError(error), FAILURE.importFailed)
          : error;
      } finally {
        clearInterval(pulse);
      }
    },

    /** Writes why the import cannot go on. A no-op where it is over. */
    async recordFailedImport({
      importId,
      reason,
    }: {
      readonly importId: number;
      readonly reason: string;
    }): Promise<void> {
      await failImport(businessOfWorkflow(), importId, reason);
    },
  };
}

export type ImportActivities = ReturnType<typeof createImportActivities>;

function isHopeless(error: unknown, attempt: number): boolean {
  if (error instanceof NoSlotFree) return false;
  const meaning = errorMeaning(error);
  return meaning === 'setup' || (!isPassing(meaning) && attempt >= MAX_UNCLEAR_ATTEMPTS);
}
