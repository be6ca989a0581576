import { document, type Route, routes } from '../support/contract.js';

/** One place of a route that a caller can write a text into. */
export interface TextField {
  readonly route: Route;
  readonly place: 'path' | 'query' | 'header' | 'body' | 'body field name';
  /** Name of the parameter, or path of the field in the body. */
  readonly name: string;
  /** A good body with the text in it; for fields of a body alone. */
  readonly bodyWith?: (text: string) => unknown;
}

type Schema = Readonly<Record<string, unknown>>;

/** Every place of every route that takes a text, from the document. */
export const textFields: readonly TextField[] = routes.flatMap((route) => [
  ...route.doc.parameters.map(({ name, in: place }): TextField => ({ route, name, place: place as 'path' })),
  ...fieldsOfBody(route),
]);

function fieldsOfBody(route: Route): TextField[] {
  const { schema, examples = {} } = route.doc.requestBody?.content['application/json'] ?? {};
  if (schema === undefined) return [];
  const good = Object.values(examples).map(({ value }) => value as Record<string, unknown>);
  const names = texts(resolve(schema as Schema), []);
  return [
    ...names.map((steps): TextField => ({
      ...{ route, place: 'body', name: steps.join('.') },
      bodyWith: (text) => changed(bestExample(good, steps), steps, text),
    })),
    {
      ...{ route, place: 'body field name', name: 'a field’s name' },
      bodyWith: (text) => ({ ...good[0], [text]: 1 }),
    },
  ];
}

/** Paths of all strings, and of what could be one: a number is as good a place to try. */
function texts(schema: Schema, path: readonly string[]): string[][] {
  const variants = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] as Schema[] | undefined) ?? []);
  const properties = Object.entries((schema.properties as Record<string, Schema> | undefined) ?? {});
  const inner = [
    ...variants.flatMap((variant) => texts(resolve(variant), path)),
    ...properties.flatMap(([name, property]) => texts(resolve(property), [...path, name])),
    ...(schema.items ? texts(resolve(schema.items as Schema), [...path, '0']) : []),
  ];
  const unique = [...new Map(inner.map((steps) => [steps.join('.'), steps])).values()];
  return unique.length > 0 || path.length === 0 ? unique : [[...path]];
}

function resolve(schema: Schema): Schema {
  const { $ref } = schema;
  return typeof $ref === 'string' ? document.components.schemas[$ref.split('/').at(-1)!]! : schema;
}

/** The example that has the most of the way to the field. */
function bestExample(examples: readonly Record<string, unknown>[], steps: readonly string[]): unknown {
  const reach = (value: unknown, [step, ...rest]: readonly string[]): number =>
    step !== undefined && typeof value === 'object' && value !== null && step in value
      ? 1 + reach((value as Record<string, unknown>)[step], rest)
      : 0;
  return [...examples].sort((a, b) => reach(b, steps) - reach(a, steps))[0] ?? {};
}

function changed(value: unknown, [step, ...rest]: readonly string[], text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === step ? changed(item, rest, text) : (item as unknown)));
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { ...object, [step]: changed(object[step], rest, text) };
}
