import { TOUCH_LAST_PLAYED_SECONDS } from '../../recordings/recording.js';
import { type StorageKey, storagePath } from '../../recordings/storage/storage-key.js';

/** Writes the time of the last play into a recording's row; false when its file is gone. */
type TouchLastPlayed = (key: StorageKey) => Promise<boolean>;

interface Playing {
  readonly key: StorageKey;
  streams: number;
}

/**
 * Keeps `last_played_at` fresh in the rows of the recordings that this process is streaming: it is written every 30 s, and
 * the eviction, which may run on another machine, leaves the file alone.
 */
export class LastPlayedTimes {
  readonly #playing = new Map<string, Playing>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly touch: TouchLastPlayed,
    private readonly everyMs = TOUCH_LAST_PLAYED_SECONDS * 1000,
  ) {}

  /** @returns a function to call once, when this stream has ended */
  keepFresh(key: StorageKey): () => void {
    const path = storagePath(key);
    const playing = this.#playing.get(path) ?? { key, streams: 0 };
    playing.streams++;
    this.#playing.set(path, playing);
    // A process that is told to stop does not wait for the timer.
    this.#timer ??= setInterval(() => this.#touchAll(), this.everyMs).unref();
    return () => {
      if (--playing.streams > 0) return;
      this.#playing.delete(path);
      if (this.#playing.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #touchAll(): void {
    // While PostgreSQL is away nothing is evicted either.
    for (const { key } of this.#playing.values()) this.touch(key).catch(() => undefined);
  }
}
