/** One faulty field of a request. */
export interface FieldError {
  /** Path of the field: `selection.ids.3`, `Idempotency-Key`. */
  readonly field: string;
  readonly message: string;
}

export interface ProblemFields {
  readonly status: number;
  /** Stable name of the problem; `type` is derived from it. Clients branch on it, so it never changes its meaning. */
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** Extension members (RFC 9457, 3.2), for example `holder`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An answer that is an error: thrown anywhere under src/api, rendered as RFC 9457 problem details by the filter. */
export class Problem extends Error {
  constructor(
    readonly fields: ProblemFields,
    options?: { cause?: unknown },
  ) {
    super(fields.detail ?? fields.title, options);
    this.name = 'Problem';
  }
}
