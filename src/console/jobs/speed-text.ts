import type { Schemas } from '@bulkgate/client';
import { useText } from '../texts/use-text.js';

/** A speed in words. */
export function useSpeedText() {
  const text = useText();
  /** @param chunkSize that was found, where it is known */
  return ({ batchSize, ...options }: Schemas['RunOptions'], chunkSize: number | null = null): string =>
    batchSize === 'auto'
      ? text('fact.speed_auto', { ...options, chunkSize: chunkSize ?? 0 })
      : text('fact.speed_value', { ...options, batchSize });
}
