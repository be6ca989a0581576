import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import { FAILURE } from '../operations/errors.js';
import type { ImportProgress, ImportRef } from '../operations/imports/import.js';
import { importProxy } from './activity-options.js';

/**
 * Imports the staged rows of one file. Its cursor is in the import's row, and the transaction of each chunk moves it on: an
 * attempt that was lost is begun again where the last commit left it.
 *
 * @throws ApplicationFailure `ImportFailed`, when that is written down
 */
export async function importLeads(ref: ImportRef): Promise<ImportProgress> {
  const { importId } = ref;
  try {
    for (;;) {
      const progress = await importProxy.importChunks({ importId });
      if (progress.isOver) return progress;
      // The cursor is in the database: a new run needs nothing of this one.
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof importLeads>(ref);
    }
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    const reason = reasonOf(error);
    await CancellationScope.nonCancellable(() => importProxy.recordFailedImport({ importId, reason }));
    if (isCancellation(error)) throw error;
    throw ApplicationFailure.nonRetryable(reason, FAILURE.importFailed);
  }
}

function reasonOf(error: unknown): string {
  if (isCancellation(error)) return 'cancelled by an operator of Temporal';
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === FAILURE.importFailed
    ? cause.message
    : 'an error that is not known; the log of the worker has it';
}
