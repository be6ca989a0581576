import type { RecordGateEvent } from '../gate/gate-event.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/**
 * One structured log line and one count for each thing that happens to a gate. `refreshed` is `debug`, because it is a
 * heartbeat; `lost` is `warn`, because a job fails by it.
 */
export function createGateEventRecorder(logger: Logger, metrics: Pick<Metrics, 'recordGateEvent'>): RecordGateEvent {
  return ({ event, businessId, operationType, jobId, ttlSeconds }) => {
    metrics.recordGateEvent(event, operationType);
    const level = event === 'refreshed' ? 'debug' : event === 'lost' ? 'warn' : 'info';
    logger[level]({ event: `gate_${event}`, businessId, operationType, jobId, ttlSeconds }, `gate ${event}`);
  };
}
