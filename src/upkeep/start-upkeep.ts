import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { OperationRegistry } from '../operations/definition.js';
import { doAfterCommits } from './do-after-commits.js';
import { startUpkeepLoop } from './upkeep-loop.js';
import { createPurgePass, createReconcilerPass, type ReconcilerPassDependencies } from './upkeep-passes.js';

const PURGE_EVERY_MS = 3_600_000;

export interface UpkeepDependencies extends Omit<ReconcilerPassDependencies, 'report'> {
  readonly registry: OperationRegistry;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'reconcilerActions'>;
}

/**
 * Starts what runs by itself in every worker: the reconciler, the purge, and what committed chunks have left to do. `stop` waits
 * for the passes that are under way.
 */
export function startUpkeep(dependencies: UpkeepDependencies): { stop(): Promise<void> } {
  const { config, dataSource, registry, logger, metrics } = dependencies;
  const purge = startUpkeepLoop(
    createPurgePass(config, dataSource),
    (err) => logger.warn({ err }, 'a purge failed'),
    PURGE_EVERY_MS,
  );
  const reconciler = startUpkeepLoop(
    createReconcilerPass({
      ...dependencies,
      report: (action, jobId, detail, about) => {
        metrics.reconcilerActions.inc({ action });
        const { businessId, operationType } = about ?? {};
        logger[action === 'error' ? 'warn' : 'info'](
          { action, jobId, businessId, operationType, detail },
          'reconciler',
        );
      },
    }),
    (err) => logger.warn({ err }, 'a pass of the reconciler failed'),
  );
  const afterCommits = startUpkeepLoop(
    async (signal) => {
      const count = await doAfterCommits(
        {
          dataSource,
          registry,
          onFailed: (err, of) => logger.warn({ err, ...of }, 'afterCommit failed; it is called again after a minute'),
        },
        signal,
      );
      if (count > 0) logger.info({ count }, 'afterCommit was called for committed chunks');
    },
    (err) => logger.warn({ err }, 'what is left to do after commits could not be read'),
  );
  return {
    async stop() {
      await Promise.all([reconciler.stop(), purge.stop(), afterCommits.stop()]);
    },
  };
}
