import { z } from 'zod';

/** How many rows there are, as far as they were counted. */
export const countSchema = z
  .object({
    value: z.int().min(0),
    isExact: z.boolean().describe('false: there are more than `value`'),
  })
  .meta({ id: 'Count' });

export type Count = z.infer<typeof countSchema>;

/** A count that went on to one more than `atMost`, and no further. */
export function countUpTo(atMost: number, counted: number): Count {
  return counted > atMost ? { value: atMost, isExact: false } : { value: counted, isExact: true };
}
