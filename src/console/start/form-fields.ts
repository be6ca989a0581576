/** The parts of JSON Schema from which a form can be made. */
export interface JsonSchema {
  readonly type?: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

type FieldKind = 'number' | 'number or word' | 'text' | 'text or nothing' | 'choice' | 'switch' | 'lines' | 'json';

/** Stands for null where a field holds it: a character that no text of the API may have. */
export const NO_VALUE = '\u0000';

interface About {
  /** Where it stands in the body, as the API's faults name it: `options.batchSize`. */
  readonly place: string;
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly isRequired: boolean;
}

/** One value that a person gives. */
export interface InputField extends About {
  readonly kind: FieldKind;
  /** Of a number or a word: the word. Of a text or nothing: `NO_VALUE`. */
  readonly choices: readonly unknown[];
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly maxLength: number | null;
  readonly proposed: unknown;
}

/** An object within the body. */
interface GroupField extends About {
  readonly kind: 'group';
  readonly fields: readonly FormField[];
}

export type FormField = InputField | GroupField;

/**
 * The form of an object. A value that no widget is for is typed as JSON, so that no operation type has to wait for one.
 *
 * @param place of the object in the body
 * @param proposed values to begin with, before the schema's defaults
 */
export function formFields(
  schema: JsonSchema,
  place: string,
  proposed: Readonly<Record<string, unknown>> = {},
): readonly FormField[] {
  // One that has a name is a reference to its definition.
  return fieldsOf(schema, resolve(schema, schema), place, proposed);
}

/** @param isNeeded whether the object has to be there: what it needs in itself may be left out with it */
function fieldsOf(
  root: JsonSchema,
  schema: JsonSchema,
  place: string,
  proposed: unknown,
  isNeeded = true,
): FormField[] {
  const given = (isObject(proposed) ? proposed : {}) as Readonly<Record<string, unknown>>;
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const found = resolve(root, property);
    const about: About = {
      place: `${place}.${name}`,
      name,
      title: found.title ?? null,
      description: found.description ?? null,
      isRequired: isNeeded && (schema.required?.includes(name) ?? false),
    };
    const value = given[name] ?? found.default;
    if (found.properties) {
      return { ...about, kind: 'group', fields: fieldsOf(root, found, about.place, value, about.isRequired) };
    }
    const kind = kindOf(root, found);
    const [typed, word] = kind === 'number or word' || kind === 'text or nothing' ? found.anyOf! : [found];
    return {
      ...about,
      kind,
      choices: word ? [word.const ?? NO_VALUE] : (found.enum ?? []),
      minimum: limit(typed!.minimum),
      maximum: limit(typed!.maximum),
      maxLength: typed!.maxLength ?? null,
      proposed: value,
    };
  });
}

function kindOf(root: JsonSchema, { type, enum: choices, items, anyOf = [] }: JsonSchema): FieldKind {
  if (choices) return 'choice';
  if (isNumber(type)) return 'number';
  const [typed, word, ...others] = anyOf;
  if (others.length === 0) {
    if (isNumber(typed?.type) && typeof word?.const === 'string') return 'number or word';
    if (typed?.type === 'string' && word?.type === 'null') return 'text or nothing';
  }
  if (type === 'string') return 'text';
  if (type === 'boolean') return 'switch';
  if (type === 'array' && items && resolve(root, items).type === 'string') return 'lines';
  return 'json';
}

function isNumber(type: unknown): boolean {
  return type === 'integer' || type === 'number';
}

/** A schema writes the limits of safe integers where there are none. */
function limit(given: number | undefined): number | null {
  return given === undefined || Math.abs(given) >= Number.MAX_SAFE_INTEGER ? null : given;
}

const DEFINITION = '#/$defs/';

function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  if (!schema.$ref?.startsWith(DEFINITION)) return schema;
  return { ...root.$defs?.[schema.$ref.slice(DEFINITION.length)], ...schema };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every field that a person fills in, those of groups too. */
export function inputsOf(fields: readonly FormField[]): readonly InputField[] {
  return fields.flatMap((field) => (field.kind === 'group' ? inputsOf(field.fields) : [field]));
}
