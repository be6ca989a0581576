import type { z } from 'zod';
import type { FieldError } from './problem.js';
import { invalidRequest } from './problems.js';
import { isStorable } from './json-assembler.js';

/** As many errors as help; a request with a hundred faults has one cause. */
export const MAX_FIELD_ERRORS = 10;

/** What stands for the whole where a fault has no field of its own. */
const WHOLE = 'body';

/**
 * Checks input from outside.
 *
 * @param whole name of the whole, for faults that belong to no field
 * @throws Problem 400 naming the fields
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown, whole = WHOLE): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  const found = parsed.success ? [] : fieldErrors(parsed.error, '', whole);
  const unstorable = unstorableFields(input).filter(({ field }) => !found.some((error) => error.field === field));
  if (!parsed.success || unstorable.length > 0) {
    throw invalidRequest([...found, ...unstorable].slice(0, MAX_FIELD_ERRORS));
  }
  return parsed.data;
}

/** The faults that zod found, by the path of their field. @param prefix path of what was checked */
export function fieldErrors(error: z.ZodError, prefix = '', whole = WHOLE): FieldError[] {
  const errors = error.issues.flatMap((issue): FieldError[] => {
    const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'unknown field' }));
    }
    return [{ field: path.join('.') || whole, message: issue.message }];
  });
  // Of several faults of one field the first says it: what is no date has no year either.
  const first = errors.filter(({ field }, index) => errors.findIndex((error) => error.field === field) === index);
  return first.slice(0, MAX_FIELD_ERRORS);
}

/** Query values come percent-decoded: `%00` is a text that no database column can be compared with. */
function unstorableFields(input: unknown): FieldError[] {
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([field, value]) =>
    typeof value === 'string' && !isStorable(value) ? [{ field, message: 'holds U+0000 or half a character' }] : [],
  );
}
