import type { z } from 'zod';
import { filterText } from './filter-text.js';

/** Line ends among them, and what turns the direction of the text around it. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u;

/** @returns whether a cell of a table shows it as one line, in the direction of its letters */
export const isOneLine = (text: string): boolean => !CONTROL.test(text);

/** A text that a cell of a table shows and that a filter finds again: one line that is not blank, without space around it. */
export function lineText(maxLength: number): z.ZodType<string> {
  return filterText(maxLength)
    .refine(isOneLine, { error: 'must be one line' })
    .transform((text) => text.trim());
}
