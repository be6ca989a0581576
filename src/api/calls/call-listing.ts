import { z } from 'zod';
import { type CallRow, listCalls } from '../../db/repositories/call-reads.js';
import type { Business } from '../../db/business.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';

const CALL_ID = '[1-9][0-9]{0,14}';

export const callListQuery = z.strictObject({ limit: limitField, cursor: cursorField(CALL_ID) });

export const callSchema = z.object({
  id: z.int(),
  callSid: z.string().describe("The provider's name for the call; goes into the path of its recording"),
  fromNumber: z.string().nullable(),
  toNumber: z.string().nullable(),
  durationSeconds: z.int(),
  hasRecording: z.boolean(),
  createdAt: z.iso.datetime(),
});

/** Calls of a business, newest first. */
export async function callPage(
  business: Business,
  { limit, cursor }: z.infer<typeof callListQuery>,
): Promise<Page<CallRow>> {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
  const calls = await listCalls(business, before, limit + 1);
  return pageOf(calls, limit, ({ id }) => id);
}
