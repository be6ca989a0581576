import { isSubject } from '../audit/subject.js';

/** What a flag takes. */
export interface FlagKind<T> {
  /** Its value in the help; a flag without one is set or not. */
  readonly placeholder: string | null;
  /** What a usable value is, for the person whose value is not. */
  readonly form: string;
  /** @returns undefined for a value that is not usable */
  readonly read: (text: string) => T | undefined;
}

export interface Flag<T> extends FlagKind<T> {
  readonly help: string;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;
export type ValueOf<F> = F extends Flag<infer T> ? T : never;

export const flag = <T>(kind: FlagKind<T>, help: string): Flag<T> => ({ ...kind, help });

export const yes: FlagKind<true> = { placeholder: null, form: 'nothing', read: () => true };

export const text = (
  placeholder: string,
  form: string,
  isUsable = (given: string): boolean => given !== '',
): FlagKind<string> => ({ placeholder, form, read: (given) => (isUsable(given) ? given : undefined) });

export const wholeNumber = (min: number, max: number): FlagKind<number> => ({
  placeholder: 'N',
  form: `a whole number from ${min} to ${max}`,
  read: (given) => (/^(?:0|[1-9]\d{0,9})$/.test(given) && +given >= min && +given <= max ? Number(given) : undefined),
});

export const oneOf = <const T extends string>(placeholder: string, values: readonly T[]): FlagKind<T> => ({
  placeholder,
  form: `one of ${values.join(', ')}`,
  read: (given) => values.find((value) => value === given),
});

/** `a,b`: several of the values. */
export const listOf = (placeholder: string, values: readonly string[]): FlagKind<string[]> => ({
  placeholder,
  form: `some of ${values.join(', ')}, separated by commas`,
  read(given) {
    const items = given.split(',').map((item) => item.trim());
    return items.every((item) => values.includes(item)) ? items : undefined;
  },
});

const MAX_INT32 = 2_147_483_647;

export const businessId = wholeNumber(1, MAX_INT32);
/** Business 0 in the audit log is the installation. */
export const auditedBusiness = wholeNumber(0, MAX_INT32);
export const subject = text('ID', 'an id of letters, digits and _ . : / | + = -, not a name or an address', isSubject);
