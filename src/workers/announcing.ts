import type { Redis } from 'ioredis';
import { AnnouncedTypes } from '../gate/announced-types.js';
import type { Logger } from '../observability/logger.js';
import { startUpkeepLoop, type UpkeepLoop } from '../upkeep/upkeep-loop.js';

const EVERY_MS = 10_000;

/** Announces what this worker can run, at once and until it is stopped. Then it is forgotten by itself: its jobs wait for others. */
export function startAnnouncing(redis: Redis, types: readonly string[], logger: Logger): Pick<UpkeepLoop, 'stop'> {
  const announced = new AnnouncedTypes(redis);
  return startUpkeepLoop(
    () => announced.announce(types),
    (err) => logger.warn({ err }, 'the operation types of this worker could not be announced'),
    EVERY_MS,
  );
}
