import type { RecordingId } from '../../recordings/recording.js';
import { storageKey, TELL_PLAYED_EVERY_SECONDS } from '../../recordings/recording.js';

/** Tells the row of a recording that it is being played; false when its file is gone. */
export type TellPlayed = (id: RecordingId, sha256: string) => Promise<boolean>;

interface Playing {
  readonly id: RecordingId;
  readonly sha256: string;
  streams: number;
}

/**
 * The recordings that this process is streaming. As long as one is, its row is told so every 30 s, and the eviction, which
 * may run on another machine, leaves the file alone.
 */
export class PlayedRecordings {
  readonly #playing = new Map<string, Playing>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tell: TellPlayed,
    private readonly everyMs = TELL_PLAYED_EVERY_SECONDS * 1000,
  ) {}

  /** @returns to be called once, when this stream has ended */
  begin(id: RecordingId, sha256: string): () => void {
    const key = storageKey(id, sha256);
    const playing = this.#playing.get(key) ?? { id, sha256, streams: 0 };
    playing.streams++;
    this.#playing.set(key, playing);
    // A process that is told to stop does not wait for it.
    this.#timer ??= setInterval(() => this.#tellAll(), this.everyMs).unref();
    return () => {
      if (--playing.streams > 0) return;
      this.#playing.delete(key);
      if (this.#playing.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #tellAll(): void {
    // With PostgreSQL away no eviction happens either.
    for (const { id, sha256 } of this.#playing.values()) this.tell(id, sha256).catch(() => undefined);
  }
}
