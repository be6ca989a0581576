import type { Caller } from '../auth/caller.js';
import { callerKey } from './caller-key.js';
import { tooManyStreams } from './limit-problems.js';
import { Places } from './places.js';

/** How many event streams one credential may hold open: each is a connection, and a look at a job every second. */
export class EventStreamPlaces {
  readonly #places: Places;

  constructor(max: number) {
    this.#places = new Places(max, tooManyStreams);
  }

  /** @returns what gives the place back. @throws Problem 429 where all are taken */
  take(caller: Caller): () => void {
    return this.#places.take(callerKey(caller));
  }
}
