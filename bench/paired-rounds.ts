import { median } from './statistics.js';

/** One measurement beside its raw counterpart. */
export interface Pair<T> {
  readonly raw: T;
  readonly product: T;
}

/** Takes both in each round, back to back; who is first changes, because whoever comes second finds the machine warmer. */
export async function pairedRounds<T>(
  rounds: number,
  raw: () => Promise<T>,
  product: () => Promise<T>,
): Promise<Pair<T>[]> {
  const pairs: Pair<T>[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      pairs.push({ raw: await raw(), product: await product() });
    } else {
      const second = await product();
      pairs.push({ raw: await raw(), product: second });
    }
  }
  return pairs;
}

/** Medians of one figure, and of its ratio within a round. */
export function pairedMedians<T>(pairs: readonly Pair<T>[], figure: (measured: T) => number) {
  return {
    raw: median(pairs.map(({ raw }) => figure(raw))),
    product: median(pairs.map(({ product }) => figure(product))),
    ratio: median(pairs.map(({ raw, product }) => figure(product) / figure(raw))),
  };
}
