import { maxChunks } from './database.js';
import { port, seconds, wholeNumber } from './kinds.js';
import { settingsModule } from './settings-module.js';
import { variable } from './variable.js';

export const worker = settingsModule({
  title: 'The worker',
  variables: {
    healthPort: variable('WORKER_HEALTH_PORT', port, 3_001, 'Port of the worker’s health.'),
    metricsPort: variable('WORKER_METRICS_PORT', port, 9_465, 'Port of the worker’s Prometheus metrics.'),
    maxChunks,
    maxMessageChunks: variable(
      'WORKER_MAX_MESSAGE_CHUNKS',
      wholeNumber('chunks', 1, 500),
      20,
      'Chunks of messages of one worker at the same time, beside the others; one business has at most half. They share half ' +
        'as many connections of their own: a message mostly waits for its provider.',
    ),
    maxDownloads: variable(
      'WORKER_MAX_DOWNLOADS',
      wholeNumber('downloads', 1, 200),
      10,
      'Downloads of one worker at the same time; one business has at most half.',
    ),
    shutdownGraceSeconds: variable(
      'WORKER_SHUTDOWN_GRACE_SECONDS',
      seconds(1, 3_600),
      60,
      'Time for the current batches after SIGTERM.',
    ),
  },
  settings: (values) => values,
});
