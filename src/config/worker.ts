import { maxBatches } from './database.js';
import { port, wholeNumber } from './kinds.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { withDefault } from './variable.js';

export const worker = settingsModule({
  title: 'The worker',
  variables: {
    healthPort: withDefault('WORKER_HEALTH_PORT', port, 3_001, 'Port of the worker’s health.'),
    metricsPort: withDefault('WORKER_METRICS_PORT', port, 9_465, 'Port of the worker’s Prometheus metrics.'),
    maxBatches,
    maxDownloads: withDefault(
      'WORKER_MAX_DOWNLOADS',
      wholeNumber('downloads', 1, 200),
      10,
      'Recordings that one worker downloads at the same time, at most half of them for one business.',
    ),
    shutdownGraceSeconds: withDefault(
      'WORKER_SHUTDOWN_GRACE_SECONDS',
      wholeNumber('seconds', 1, 3_600),
      60,
      'How long the current batches may take to end after SIGTERM.',
    ),
  },
  settings: (values) => values,
});

export type WorkerSettings = SettingsOf<typeof worker>;
