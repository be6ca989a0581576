import { z } from 'zod';

/**
 * Characters that nobody sees: white space, controls, and what Unicode calls default ignorable (zero-width, bidirectional
 * and soft signs, fillers, variation selectors), with the empty braille cell and the interlinear marks.
 */
const UNSEEN =
  '\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f' +
  '\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb';
const UNSEEN_BEYOND_16_BITS = '\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}';
const SEEN = new RegExp(`[^${UNSEEN}${UNSEEN_BEYOND_16_BITS}]`, 'u');

/** Nobody sees anything of it. */
export const isBlank = (text: string): boolean => !SEEN.test(text);

/**
 * A text that something is filtered by. A blank one is refused: it looks like no filter at all, and as a part of names it
 * matches almost everybody.
 */
export function filterText(maxLength: number) {
  return (
    z
      .string()
      .min(1)
      .max(maxLength)
      .refine((text) => !isBlank(text), { error: 'is blank' })
      // For the document. What is beyond 16 bits is left out: not every reader of patterns can write it.
      .meta({ pattern: `^[^\\u0000]*[^${UNSEEN}][^\\u0000]*$` })
  );
}
