import { type FormField, type InputField, NO_VALUE } from './form-fields.js';
import { readCount } from './typed-count.js';

/** What was typed, by the place of its field. */
export type Typed = Readonly<Record<string, string>>;

/** What a field shows: what was typed, else what is proposed. */
export function shownIn({ place, kind, proposed }: InputField, typed: Typed): string {
  const given = typed[place];
  if (given !== undefined || proposed === undefined || proposed === null) return given ?? '';
  if (kind === 'lines' && Array.isArray(proposed)) return proposed.join('\n');
  return typeof proposed === 'string' ? proposed : JSON.stringify(proposed);
}

/**
 * The object that a form asks for. What was left empty is left out, and what is no number is sent as it was typed: the API
 * is the one that judges.
 */
export function valuesOf(fields: readonly FormField[], typed: Typed, locale: string): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value =
        field.kind === 'group'
          ? groupValue(field.fields, field.isRequired, typed, locale)
          : inputValue(field, typed, locale);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

function groupValue(fields: readonly FormField[], isRequired: boolean, typed: Typed, locale: string): unknown {
  const values = valuesOf(fields, typed, locale);
  return isRequired || Object.keys(values).length > 0 ? values : undefined;
}

function inputValue(field: InputField, typed: Typed, locale: string): unknown {
  const shown = shownIn(field, typed);
  if (field.kind === 'switch') return shown === '' && !field.isRequired ? undefined : shown === 'true';
  if (shown.trim() === '') return undefined;
  switch (field.kind) {
    case 'number':
      return numberOf(shown, locale);
    case 'number or word':
      return field.choices.includes(shown) ? shown : numberOf(shown, locale);
    case 'choice':
      return field.choices.find((choice) => String(choice) === shown) ?? shown;
    case 'lines':
      return shown
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    case 'json':
      return jsonOf(shown);
    case 'text':
      return shown;
    case 'text or nothing':
      return shown === NO_VALUE ? null : shown;
  }
}

function numberOf(shown: string, locale: string): unknown {
  const count = readCount(shown, locale);
  if (count !== null) return count;
  const other = Number(shown);
  return Number.isFinite(other) ? other : shown;
}

function jsonOf(shown: string): unknown {
  try {
    return JSON.parse(shown);
  } catch {
    return shown;
  }
}
