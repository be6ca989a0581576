import { BenchApi } from '../bench-api.js';
import { BenchProcess } from '../child-process.js';
import type { Stand } from '../stand.js';

export interface Product {
  readonly api: BenchApi;
  readonly worker: BenchProcess;
}

/** API and worker on this stand, for as long as `use` takes. */
export async function withProduct<T>(stand: Stand, use: (product: Product) => Promise<T>): Promise<T> {
  const worker = await BenchProcess.start('src/bin/worker.js', 'worker is ready', stand.environment);
  try {
    const api = await BenchApi.start(stand);
    return await use({ api, worker }).finally(() => api.stop());
  } finally {
    await worker.stop();
  }
}
