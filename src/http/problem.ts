/** One faulty field of a request. */
export interface FieldError {
  /** Path of the field: `selection.ids.3`, `Idempotency-Key`. */
  readonly field: string;
  readonly message: string;
}

/** What only some problems carry. */
interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  /** Becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** Extension members (RFC 9457, 3.2), for example `holder`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Further headers, for example `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ProblemFields extends ProblemExtras {
  readonly status: number;
  /** Stable name of the problem; `type` is derived from it. Clients branch on it, so it never changes its meaning. */
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
}

/** An answer that is an error: thrown anywhere under src/api, rendered as RFC 9457 problem details by the filter. */
export class Problem extends Error {
  readonly fields: ProblemFields;

  /** The cause goes to the log, never to the client. */
  constructor(
    status: number,
    code: string,
    title: string,
    detail?: string,
    { cause, ...extras }: ProblemExtras & { readonly cause?: unknown } = {},
  ) {
    super(detail ?? title, cause === undefined ? {} : { cause });
    this.name = 'Problem';
    this.fields = { status, code, title, ...(detail === undefined ? {} : { detail }), ...extras };
  }
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The problem's `type`: a stable path, made from its code. */
function problemType(code: string): string {
  return `/problems/${code.replaceAll('_', '-')}`;
}

/** Headers and body of a problem, ready to be sent. */
export function renderProblem(
  { fields }: Problem,
  about: { readonly instance: string; readonly requestId: string },
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const { status, code, title, detail, errors, extensions, retryAfterSeconds } = fields;
  const body = JSON.stringify({
    type: problemType(code),
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    instance: about.instance,
    requestId: about.requestId,
    ...(errors ? { errors } : {}),
    ...extensions,
  });
  return {
    headers: {
      'content-type': PROBLEM_MEDIA_TYPE,
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...fields.headers,
    },
    body,
  };
}
