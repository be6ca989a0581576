/**
 * Ids of targets, ascending. Handed to a statement they are a `bigint[]`: `WHERE id = ANY($2::bigint[])`.
 *
 * They stay the text that PostgreSQL has sent and gets back. Nobody needs the numbers of a chunk that goes well, and making
 * them of 10,000 ids, and text of them again, takes 5 ms.
 */
export class TargetIds {
  #numbers: readonly number[] | undefined;

  private constructor(
    private readonly text: string,
    readonly length: number,
  ) {}

  static of(numbers: readonly number[]): TargetIds {
    return new TargetIds(`{${numbers.join()}}`, numbers.length);
  }

  /** @param text a `bigint[]` as PostgreSQL writes it, with `length` elements */
  static fromPostgres(text: string, length: number): TargetIds {
    return new TargetIds(text, length);
  }

  /** Undefined where there is none. */
  get last(): number | undefined {
    if (this.length === 0) return undefined;
    // Behind the last comma, or the brace that opens the only one.
    return Number(this.text.slice(Math.max(this.text.lastIndexOf(','), 0) + 1, -1));
  }

  toArray(): readonly number[] {
    this.#numbers ??= this.length === 0 ? [] : this.text.slice(1, -1).split(',').map(Number);
    return this.#numbers;
  }

  slice(from: number, to?: number): TargetIds {
    return TargetIds.of(this.toArray().slice(from, to));
  }

  /** What the driver sends. */
  toPostgres(): string {
    return this.text;
  }
}
