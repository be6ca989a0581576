/** Reads one answer of Redis; undefined for one that the command cannot have. */
export type ReadAnswer<T> = (answer: unknown) => T | undefined;

/** One of these, and nothing else: `[0, 1]`, `['OK', null]`. */
export function oneOf<T extends string | number | null>(...known: readonly T[]): ReadAnswer<T> {
  return (answer) => known.find((value) => value === answer);
}

const wholeNumber: ReadAnswer<number> = (answer) => (Number.isSafeInteger(answer) ? (answer as number) : undefined);

export const count: ReadAnswer<number> = (answer) => {
  const number = wholeNumber(answer);
  return number !== undefined && number >= 0 ? number : undefined;
};

export const text: ReadAnswer<string> = (answer) => (typeof answer === 'string' ? answer : undefined);

/** A list of exactly so many answers, each read by its own reader. */
export function listOf<T extends readonly unknown[]>(...readers: { [K in keyof T]: ReadAnswer<T[K]> }): ReadAnswer<T> {
  return (answer) => {
    if (!Array.isArray(answer) || answer.length !== readers.length) return undefined;
    const read = answer.map((item, i) => readers[i]!(item));
    return read.includes(undefined) ? undefined : (read as unknown as T);
  };
}

/** A list of any length, whose answers are all read by one reader. */
export function manyOf<T>(reader: ReadAnswer<T>): ReadAnswer<T[]> {
  return (answer) => {
    if (!Array.isArray(answer)) return undefined;
    const read = answer.map(reader);
    return read.includes(undefined) ? undefined : (read as T[]);
  };
}

/** The first reader that can. */
export function either<A, B>(first: ReadAnswer<A>, second: ReadAnswer<B>): ReadAnswer<A | B> {
  return (answer) => first(answer) ?? second(answer);
}

export const valueAndTtl = listOf<[string, number]>(text, wholeNumber);
export const refreshed = either(
  either(listOf<[1]>(oneOf(1)), listOf<[0]>(oneOf(0))),
  listOf<[-1, string]>(oneOf(-1), text),
);
export const page = listOf<[string, string[]]>(
  (cursor) => (/^\d+$/.test(String(cursor)) ? String(cursor) : undefined),
  manyOf(text),
);
