import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

export const startQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true`: says what a start would do, and starts nothing')
    .meta({ query: { type: 'boolean' } }),
});

/** Whether a request to start a job starts nothing. */
export function isDryRun({ query }: Pick<FastifyRequest, 'query'>): boolean {
  return (query as z.infer<typeof startQuery>).dryRun === 'true';
}
