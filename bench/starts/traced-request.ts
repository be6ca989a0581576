/** One wait of a request, in milliseconds from its begin. */
export interface Step {
  readonly part: 'API' | 'Redis' | 'PostgreSQL' | 'Temporal';
  readonly what: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface TracedRequest {
  readonly steps: readonly Step[];
  readonly totalMs: number;
}

/** Arguments for Node of an API that is to note what its requests wait for. */
export const TRACES_REQUESTS = ['--import', new URL('./trace-requests.js', import.meta.url).href];
/** Answered with the requests since the last time it was asked. */
export const TRACE_QUESTION = 'requests?';
