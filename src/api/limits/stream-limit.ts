import { ConcurrencyLimit } from '../../operations/concurrency-limit.js';
import { tooManyStreams } from './limit-problems.js';

/** How many event streams and CSV files one credential may hold open: each is a connection that is busy for long. */
export class StreamLimit extends ConcurrencyLimit {
  constructor(maxPerCredential: number) {
    super({ perCredential: { atOnce: maxPerCredential } }, ({ atOnce }) => tooManyStreams(atOnce));
  }
}
