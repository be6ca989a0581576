import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface HeaderDoc {
  readonly required?: boolean;
  readonly schema: object;
}

export interface AnswerDoc {
  readonly description: string;
  readonly headers?: Readonly<Record<string, HeaderDoc>>;
  readonly content?: Readonly<
    Record<string, { schema: object; example?: unknown; examples?: Record<string, { value: unknown }> }>
  >;
}

interface ParameterDoc {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: Record<string, unknown>;
}

export interface RouteDoc {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly 'x-needs': string;
  readonly 'x-audited'?: string;
  readonly parameters: readonly ParameterDoc[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Record<string, { schema: object; examples?: Record<string, { value: unknown }> }>;
  };
  readonly responses: Readonly<Record<string, AnswerDoc>>;
}

export interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, RouteDoc>>>>;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>>; readonly securitySchemes: object };
}

/** One route of the document: `GET /api/v1/jobs/{id}`. */
export interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly doc: RouteDoc;
}

/** What was asked and what came. */
export interface Exchange {
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** An answer that the document does not know. */
export class UndocumentedAnswer extends Error {
  constructor({ method, path, status, text }: Exchange, what: string) {
    super(`${method} ${path} answered ${status}, ${what}:\n${text.slice(0, 2_000)}`);
    this.name = 'UndocumentedAnswer';
  }
}

/** The committed document: what clients are told. `npm run check` holds it to the code. */
export const document = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as unknown as Document;

export const routes: readonly Route[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, doc]) => ({
    ...{ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, doc },
  })),
);

/** The route's path with this in the place of its parameter, if it has one. */
export function pathWith(path: string, thing: string): string {
  // The one path with two: a target of a table.
  return path.replace('{table}/{id}', 'leads/1').replace(/\{\w+\}/, () => thing);
}

/** The route's path as a good call has it: this in the place of its parameter, and the query fields that it needs. */
export function goodPath({ path, doc }: Route, thing: string): string {
  const needed = doc.parameters.filter(({ in: place, required }) => place === 'query' && required === true);
  const query = needed.map(({ name, schema }) => {
    const { $ref } = schema as { $ref?: string };
    const named = $ref === undefined ? schema : document.components.schemas[$ref.split('/').at(-1)!]!;
    return `${name}=${String((named.enum as unknown[])[0])}`;
  });
  return [pathWith(path, thing), ...query].join('?');
}

/** Codes of problems that are found before a route is: the path, the method or the request itself is none. */
const BEFORE_ANY_ROUTE = [
  ...['not_found', 'method_not_allowed', 'malformed_request', 'request_timeout', 'uri_too_long', 'headers_too_large'],
];

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'openapi.json');
const validators = new Map<string, ValidateFunction>();

/** @param pointer JSON pointer into the document */
function validatorAt(pointer: string): ValidateFunction {
  const known = validators.get(pointer) ?? ajv.compile({ $ref: `openapi.json#${pointer}` });
  validators.set(pointer, known);
  return known;
}

/** What is wrong with a value under a schema of the document; null where nothing is. */
export function faultsOf(pointer: string, value: unknown): string | null {
  const validate = validatorAt(pointer);
  return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'body' });
}

/** `/paths/~1api~1v1~1gate/get/…` */
export function pointerOf(...steps: readonly string[]): string {
  return steps.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
}

/** The route that a request has reached. HEAD is GET without its body. */
export function routeAt(method: string, path: string): Route | undefined {
  const given = path.split('?')[0]!.replace(/^\/api\/v1\/(?=health\/)/, '/');
  const parts = given.split('/');
  const wanted = method === 'HEAD' ? 'GET' : method;
  const fits = ({ path: pattern }: Route): boolean => {
    const steps = pattern.split('/');
    return (
      steps.length === parts.length && steps.every((step, i) => (step.startsWith('{') ? parts[i] : step === parts[i]))
    );
  };
  // A path that is a route's own, word for word, is no other route's.
  const sameWords = routes.filter(({ path: pattern }) => pattern === given);
  return (sameWords.length > 0 ? sameWords : routes.filter(fits)).find((route) => route.method === wanted);
}

/**
 * Every answer that a test gets comes past here: its status is one of its route's, its headers are there, and its body is
 * what the document says, with no member or code beside it.
 *
 * @throws UndocumentedAnswer
 */
export function assertDocumented(exchange: Exchange): void {
  const { method, path, status, headers } = exchange;
  const mediaType = (headers.get('content-type') ?? '').split(';')[0]!;
  const route = routeAt(method, path);
  if (!route) {
    assertOutsideOfRoutes(exchange, mediaType);
    return;
  }
  const answer = route.doc.responses[status];
  if (!answer) throw new UndocumentedAnswer(exchange, `a status that ${route.name} does not have`);
  for (const [name, { required }] of Object.entries(answer.headers ?? {})) {
    const value = headers.get(name);
    const at = pointerOf('paths', route.path, route.method.toLowerCase(), 'responses', String(status), 'headers', name);
    if (value === null && required) throw new UndocumentedAnswer(exchange, `without the header ${name}`);
    const faults = value === null ? null : faultsOf(`${at}/schema`, value);
    if (faults) throw new UndocumentedAnswer(exchange, `with the header ${name}: ${value}`);
  }
  if (method === 'HEAD' || (answer.content === undefined && exchange.text === '')) return;
  if (!answer.content?.[mediaType]) throw new UndocumentedAnswer(exchange, `as ${mediaType || 'nothing'}`);
  // JSON lines are several texts of JSON.
  if (!/[/+]json$/.test(mediaType)) return;
  const at = pointerOf('paths', route.path, route.method.toLowerCase(), 'responses', String(status));
  const faults = faultsOf(`${at}${pointerOf('content', mediaType, 'schema')}`, JSON.parse(exchange.text));
  if (faults) throw new UndocumentedAnswer(exchange, faults);
}

function assertOutsideOfRoutes(exchange: Exchange, mediaType: string): void {
  const { method, path, status, text } = exchange;
  if (/^(\/api\/v1)?\/docs\b/.test(path) || method === 'HEAD') return; // pages for people are not in the document
  const { code } = (mediaType.endsWith('json') ? JSON.parse(text) : {}) as { code?: string };
  if (status >= 400 && code !== undefined && BEFORE_ANY_ROUTE.includes(code)) return;
  throw new UndocumentedAnswer(exchange, 'and the document has no such route');
}
