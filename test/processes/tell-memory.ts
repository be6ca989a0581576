import { setTimeout as delay } from 'node:timers/promises';

/**
 * Loaded before a program of ours (`--import`, with `--expose-gc`): tells its parent what memory is in use once all garbage
 * has been collected. RSS alone says when V8 last cared to collect, 80 MB to and fro, and not what is kept.
 */
process.on('message', (message) => {
  if (message === 'memory?') void tell();
});
// The parent's channel must not keep the program alive when it is told to stop.
process.channel?.unref();

async function tell(): Promise<void> {
  const collect = (globalThis as { gc?: () => void }).gc!;
  // What finalizers let go of is garbage for the next round only.
  for (let round = 0; round < 3; round++) {
    collect();
    await delay(10);
  }
  process.send!(process.memoryUsage());
}
