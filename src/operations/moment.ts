import { z } from 'zod';

/**
 * A point in time as PostgreSQL can read it: it knows no year 0 and no offset of 16 hours or more (SQLSTATE 22008, 22009).
 * As patterns, which the document of the API can say, too.
 */
export const moment = z.iso
  .datetime({ offset: true })
  .regex(/^(\d{3}[1-9]|\d{2}[1-9]\d|\d[1-9]\d{2}|[1-9]\d{3})-/, { error: 'must be in year 1 or later' })
  .regex(/(Z|[+-](0\d|1[0-5]):\d\d)$/, { error: 'must have an offset under 16 h' });
