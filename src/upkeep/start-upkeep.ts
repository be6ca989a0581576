import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { startUpkeepLoop } from './upkeep-loop.js';
import { createPurgePass, createReconcilerPass, type ReconcilerPassDependencies } from './upkeep-passes.js';

const PURGE_EVERY_MS = 3_600_000;

export interface UpkeepDependencies extends Omit<ReconcilerPassDependencies, 'report'> {
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'reconcilerActions'>;
}

/** Starts what runs by itself in every worker: the reconciler and the purge. `stop` waits for the pass that is under way. */
export function startUpkeep(dependencies: UpkeepDependencies): { stop(): Promise<void> } {
  const { config, dataSource, logger, metrics } = dependencies;
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
  return {
    async stop() {
      await Promise.all([reconciler.stop(), purge.stop()]);
    },
  };
}
