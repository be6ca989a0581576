import type { z } from 'zod';
import { lineText } from '../line-text.js';
import type { Message } from '../message.js';
import type { Sql } from '../sql.js';
import { fieldsOfText, fillText } from '../text-fields.js';

/** What a text can say of a lead: `{{name}}`. */
const LEAD_FIELDS = ['name', 'phone', 'email', 'status', 'source', 'owner'] as const;

const isKnown = (name: string): boolean => (LEAD_FIELDS as readonly string[]).includes(name);

/** A line that may name fields of a lead. */
export function leadText(maxLength: number): z.ZodType<string> {
  return lineText(maxLength).check(namesLeadFields);
}

/** Refuses a text that names a field which no lead has. */
export const namesLeadFields: z.core.CheckFn<string> = ({ value, issues }) => {
  for (const name of fieldsOfText(value).filter((found) => !isKnown(found))) {
    const message = `has no field ${name}: a lead has ${LEAD_FIELDS.join(', ')}`;
    issues.push({ code: 'custom', input: value, message });
  }
};

/**
 * The texts as they read for one lead; null where the lead is gone, or has nothing in a field that one of them names.
 *
 * @param fill puts the values into a text
 */
export async function textsForLead(
  sql: Sql,
  { businessId, targetId }: Pick<Message, 'businessId' | 'targetId'>,
  texts: readonly string[],
  fill: (text: string, values: Readonly<Record<string, string>>) => string = fillText,
): Promise<string[] | null> {
  const names = [...new Set(texts.flatMap(fieldsOfText))];
  if (names.length === 0) return [...texts];
  const [lead] = await sql.query<Record<string, string | null>>(
    `SELECT ${LEAD_FIELDS.join(', ')} FROM leads WHERE business_id = $1 AND id = $2`,
    [businessId, targetId],
  );
  const values = Object.fromEntries(names.map((name) => [name, lead?.[name]?.trim() ?? '']));
  return Object.values(values).includes('') ? null : texts.map((text) => fill(text, values));
}
