/**
 * Buffers of one size that are used again. A new one for each piece of each file costs more than reading the piece: its
 * memory is given to us zeroed and has to be collected.
 */
export class BufferPool {
  readonly #free: Buffer[] = [];

  /** @param kept how many unused ones at most; the others are left to the garbage collector */
  constructor(
    readonly bytes: number,
    private readonly kept: number,
  ) {}

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.bytes);
  }

  /** Only a buffer that nobody reads from any more: the next one to take it writes another file into it. */
  giveBack(buffer: Buffer): void {
    if (this.#free.length < this.kept) this.#free.push(buffer);
  }
}
