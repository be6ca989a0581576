import { ConcurrencyLimit } from '../../limits/concurrency-limit.js';
import { tooManyStreams } from './limit-problems.js';

/** How many event streams one credential may hold open: each is a connection, and a look at a job every second. */
export class EventStreamLimit extends ConcurrencyLimit {
  constructor(maxPerCredential: number) {
    super({ perCredential: { atOnce: maxPerCredential } }, ({ atOnce }) => tooManyStreams(atOnce));
  }
}
