import { z } from 'zod';

/** Line ends among them, and what turns the direction of the text around it. */
const CONTROLS = '\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069';
const SPACES = '\\u0020\\u00a0\\u1680\\u2000-\\u200b\\u202f\\u205f\\u3000\\ufeff';
const REASON = new RegExp(`^ *[^${CONTROLS}${SPACES}][^${CONTROLS}]{1,198}[^${CONTROLS}${SPACES}] *$`, 'u');

/** Why a person does something, in one line: it is read by colleagues, in a table and in a file. */
export const reasonSchema = z
  .string()
  .regex(REASON, { error: 'must be one line of 3 to 200 characters' })
  .transform((text) => text.trim());
