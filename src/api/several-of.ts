import { z } from 'zod';

/** Values of a query string: `?status=running,paused` and `?status=running&status=paused` say the same. */
export const severalOf = <Item extends z.ZodType<unknown, string>>(item: Item, most: number) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((text) => text.split(',')))
    .pipe(z.array(item).min(1).max(most))
    .optional()
    .meta({ query: z.toJSONSchema(z.array(item).min(1).max(most), { io: 'input' }) });
