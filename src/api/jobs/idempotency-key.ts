import type { FastifyRequest } from 'fastify';
import { invalidRequest } from '../../http/problems.js';

/** The key that a start is repeated under. @throws Problem 400 naming the header */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  if (typeof given === 'string' && /^[\x20-\x7e]{1,255}$/.test(given)) return given;
  throw invalidRequest([{ field: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' }]);
}
