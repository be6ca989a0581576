import { ChunkSteering } from '../operations/chunk-steering.js';
import type { BatchInput } from '../operations/batch.js';

const REMEMBERED_STREAMS = 1_000;

/**
 * What the batches of each stream have learned of its chunks in this process. A worker that takes a stream over learns it
 * anew; the size itself is part of a batch's result.
 */
export class ChunkSteerings {
  readonly #byStream = new Map<string, ChunkSteering>();

  of({ jobId, streamNo }: Pick<BatchInput, 'jobId' | 'streamNo'>): ChunkSteering {
    const stream = `${jobId}/${streamNo}`;
    const known = this.#byStream.get(stream);
    if (known) return known;
    const oldest = this.#byStream.keys().next();
    if (this.#byStream.size >= REMEMBERED_STREAMS && !oldest.done) this.#byStream.delete(oldest.value);
    const steering = new ChunkSteering();
    this.#byStream.set(stream, steering);
    return steering;
  }
}
