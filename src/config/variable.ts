import type { z } from 'zod';

/** What the text of a variable may be. */
export interface Kind<T> {
  /** For docs/configuration.md: `seconds, 1 to 3600`. */
  readonly form: string;
  readonly schema: z.ZodType<T>;
}

/** One variable of the environment. Everything about it is declared once, where its module declares its settings. */
export interface Variable<T> extends Kind<T> {
  readonly name: string;
  /** One sentence for people who run BulkGate. */
  readonly description: string;
  readonly isRequired: boolean;
  /** Unless given: undefined. */
  readonly fallback?: T;
}

export type Variables = Readonly<Record<string, Variable<unknown>>>;
export type ValuesOf<V extends Variables> = { readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never };

export const required = <T>(name: string, kind: Kind<T>, description: string): Variable<T> => ({
  ...kind,
  name,
  description,
  isRequired: true,
});

export const optional = <T>(name: string, kind: Kind<T>, description: string): Variable<T | undefined> => ({
  ...kind,
  name,
  description,
  schema: kind.schema.optional(),
  isRequired: false,
});

export const variable = <T>(name: string, kind: Kind<T>, fallback: T, description: string): Variable<T> => ({
  ...kind,
  name,
  description,
  fallback,
  isRequired: false,
});

/** The variables that are set, as texts. */
export type Given = Readonly<Record<string, string | undefined>>;

/**
 * Reads all variables of a module. A fault begins with the name of its variable and never quotes the value.
 *
 * @param faults every fault is added to it; with any, the values are incomplete and not to be used
 */
export function readVariables<V extends Variables>(variables: V, given: Given, faults: string[]): ValuesOf<V> {
  const entries = Object.entries(variables).map(([key, { name, schema, fallback, isRequired }]) => {
    const text = given[name];
    if (text === undefined) {
      if (isRequired) faults.push(`${name}: is required`);
      return [key, fallback];
    }
    const parsed = schema.safeParse(text);
    if (parsed.success) return [key, parsed.data];
    faults.push(
      ...parsed.error.issues.map(({ path, message }) => `${[name, ...path.map(String)].join('.')}: ${message}`),
    );
    return [key, undefined];
  });
  return Object.fromEntries(entries) as ValuesOf<V>;
}
