import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { OperationRegistry } from '../operations/definition.js';
import type { Channels } from '../operations/channels.js';
import { doAfterCommits } from './do-after-commits.js';
import { startUpkeepLoop } from './upkeep-loop.js';
import {
  createAskingPass,
  createPurgePass,
  createReconcilerPass,
  type ReconcilerPassDependencies,
} from './upkeep-passes.js';

const PURGE_EVERY_MS = 3_600_000;
/** Each message is due once a minute. */
const ASK_EVERY_MS = 15_000;

export interface UpkeepDependencies extends Omit<ReconcilerPassDependencies, 'report'> {
  readonly registry: OperationRegistry;
  readonly channels: Channels;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'reconcilerActions' | 'providerLookUps'>;
}

/**
 * Starts what runs by itself in every worker: the reconciler, the purge, what committed chunks have left to do, and asking
 * providers what became of messages. `stop` waits for the passes that are under way.
 */
export function startUpkeep(dependencies: UpkeepDependencies): { stop(): Promise<void> } {
  const { config, dataSource, registry, channels, logger, metrics } = dependencies;
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
  const asking = startUpkeepLoop(
    createAskingPass(config, {
      ...{ dataSource, registry, channels },
      onFailed: (err, of) => logger.warn({ err, ...of }, 'a provider could not be asked what became of a message'),
      onAsked({ asked, found }) {
        metrics.providerLookUps.inc({ result: 'found' }, found);
        metrics.providerLookUps.inc({ result: 'not_found' }, asked - found);
        if (found > 0)
          logger.info({ asked, found }, 'providers were asked what became of messages whose answer was lost');
      },
    }),
    (err) => logger.warn({ err }, 'messages of which nobody knows could not be looked for'),
    ASK_EVERY_MS,
  );
  return {
    async stop() {
      await Promise.all([reconciler.stop(), purge.stop(), afterCommits.stop(), asking.stop()]);
    },
  };
}
