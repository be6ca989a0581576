import { describeError, isUnreachable } from '../db/postgres-error.js';
import { StorageFailed } from '../recordings/storage/storage-failed.js';
import { safeError } from './safe-error.js';

/**
 * An activity's error in words that may be stored and shown, with the part that it came from. What Redis, the provider and
 * the storage of recordings throw names itself; a refused connection without a name is PostgreSQL's, whose driver gives none.
 */
export function failureWords(error: unknown): string {
  if (error instanceof StorageFailed) return error.message;
  return isUnreachable(error) ? describeError(error) : safeError(error).message;
}
