import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { claimAfterCommit, findAfterCommits, strikeAfterCommit } from '../db/repositories/after-commits.js';
import type { OperationRegistry } from '../operations/definition.js';

/** Of one look. */
const AT_ONCE = 100;

/** What went wrong, and for which job; never with what is in the items. */
type OnAfterCommitFailed = (error: unknown, of: { businessId: number; jobId: string; operationType: string }) => void;

export interface AfterCommitDependencies {
  readonly dataSource: DataSource;
  readonly registry: OperationRegistry;
  readonly onFailed: OnAfterCommitFailed;
}

/**
 * Calls `afterCommit` of the definitions for what committed chunks have left to do, until nothing of it is due. What fails, or
 * dies with its worker, is due again after a minute. Several processes at it do no harm.
 *
 * @returns how many entries are done
 */
export async function doAfterCommits(
  { dataSource, registry, onFailed }: AfterCommitDependencies,
  signal: AbortSignal,
): Promise<number> {
  const types = [...registry.values()].filter((of) => of.afterCommit !== undefined).map(({ type }) => type);
  if (types.length === 0) return 0;
  let done = 0;
  for (;;) {
    const found = await findAfterCommits(dataSource, types, AT_ONCE);
    for (const { businessId, id } of found) {
      if (signal.aborted) return done;
      const business = new Business(dataSource, businessId);
      const entry = await claimAfterCommit(business, id);
      if (!entry) continue;
      const { jobId, operationType, items } = entry;
      try {
        await registry.get(operationType)!.afterCommit!(business, { businessId, jobId, items });
        await strikeAfterCommit(business, id);
        done++;
      } catch (error) {
        onFailed(error, { businessId, jobId, operationType });
      }
    }
    // Whatever was found is claimed now, by this process or another: the next look finds others.
    if (found.length < AT_ONCE) return done;
  }
}
