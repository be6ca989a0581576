import { setTimeout as delay } from 'node:timers/promises';
import { asLeader } from '../../src/upkeep/leadership.js';

// A process that leads for as long as it may, so that a test can freeze it. argv[2] is the database's address.

await asLeader({ connectionString: process.argv[2] }, async (lost) => {
  process.send?.('leads');
  while (!lost.aborted) await delay(20);
  process.send?.('lost');
});
process.disconnect?.();
