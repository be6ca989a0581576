/**
 * The storage of recordings could not do what it was asked for. The message has the word of the system or the SDK for it
 * (`ENOSPC`, `ECONNREFUSED`, `AccessDenied`) and no more: their own messages hold paths, addresses and keys.
 */
export class StorageFailed extends Error {
  constructor(cause: unknown) {
    super(`the storage of recordings: ${wordOf(cause)}`, { cause });
    this.name = 'StorageFailed';
  }
}

/** The result of `work`, whose every error becomes a `StorageFailed`. */
export async function orStorageFailed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StorageFailed(error);
  }
}

const WORD = /^[A-Za-z][A-Za-z0-9_]{1,60}$/;

function wordOf(cause: unknown): string {
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') return `${code}, it is full`;
  for (const word of [code, name]) if (typeof word === 'string' && WORD.test(word)) return word;
  return 'an unknown error';
}
