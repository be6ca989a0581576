import { ReadTooSlow } from '../db/business.js';

/** Null where there was not enough time. */
export async function inTime<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ReadTooSlow) return null;
    throw error;
  }
}
