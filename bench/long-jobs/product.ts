import { BenchApi } from '../bench-api.js';
import { runBulkGate } from '../bulk-gate-run.js';
import { BenchProcess } from '../child-process.js';
import { WARM_UP } from '../filled-database.js';
import type { Stand } from '../stand.js';

export interface Product {
  readonly api: BenchApi;
  readonly worker: BenchProcess;
}

/**
 * API and worker on this stand, for as long as `use` takes. A small job comes before it: the first one of a process compiles
 * the code that all later ones find compiled.
 */
export async function withProduct<T>(stand: Stand, use: (product: Product) => Promise<T>): Promise<T> {
  const worker = await BenchProcess.start('src/bin/worker.js', 'worker is ready', stand.environment);
  try {
    const api = await BenchApi.start(stand);
    try {
      await runBulkGate(stand, api, { ...WARM_UP, options: { batchSize: 50, throttleMs: 0 } });
      return await use({ api, worker });
    } finally {
      await api.stop();
    }
  } finally {
    await worker.stop();
  }
}
