import { afterEach, expect, jest, test } from '@jest/globals';
import type { GateKeeper } from '../../src/activities/gate-keeper.js';
import { withHeartbeat } from '../../src/activities/heartbeat.js';

const HELD = { businessId: 1, operationType: 'canary_increment', jobId: 'job', ttlSeconds: 60 };

afterEach(() => void jest.restoreAllMocks());

test('progress beats at once, and refreshes the gate where a third of its time has passed, also before the timer is due', async () => {
  let nowMs = 1_000;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  let beats = 0;
  let refreshes = 0;
  const keep = (): Promise<void> => {
    refreshes += 1;
    return Promise.resolve();
  };
  const seen: [beats: number, refreshes: number][] = [];
  await withHeartbeat(
    { keep } as unknown as GateKeeper,
    { held: HELD, heartbeatTimeoutSeconds: 600, beat: () => (beats += 1) },
    async (beatNow) => {
      for (const stepMs of [0, 19_999, 1, 19_999, 1]) {
        nowMs += stepMs;
        beatNow();
        seen.push([beats, refreshes]);
        await new Promise(setImmediate); // the refresh ends
      }
    },
  );
  // The first refresh is that of the beginning.
  expect(seen).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
  ]);
});
