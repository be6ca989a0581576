import { type DestinationStream, type LogFn, pino, stdTimeFunctions, type Logger } from 'pino';
import { isErrorLike, safeError } from './safe-error.js';

export type { Logger } from 'pino';

const UNSEEN = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

export interface LoggerOptions {
  /** A pino level, or `silent`. */
  readonly level: string;
  /** Which process this is: `api`, `worker`, `gate-cli`. */
  readonly service: string;
  /** Where lines go instead of stdout. */
  readonly destination?: DestinationStream;
}

/**
 * Structured logs: one JSON object a line, on stdout. Credentials in headers are redacted, and so are addresses, queries
 * and bodies of requests. Errors are written by `safeError`, wherever in a line they stand: their messages quote row data
 * and input, so names and phones stay out.
 */
export function createLogger({ level, service, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withSafeErrors },
      hooks: { logMethod: withOwnWords, streamWrite: withoutUnseen },
      // pino's own would look for an error where there is none any more.
      serializers: { err: (error: unknown) => error },
      redact: {
        paths: [
          ...['authorization', 'cookie', 'set-cookie', 'idempotency-key', 'user-agent', 'referer'].flatMap((name) =>
            ['', 'headers', 'req.headers', '*.headers'].map((parent) => `${parent}["${name}"]`),
          ),
          ...[
            'body',
            'query',
            'params',
            'req.url',
            'req.body',
            'req.query',
            'request.url',
            'request.body',
            'request.query',
          ],
        ],
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination({ fd: 1, sync: false }),
  );
}

/** Without a message pino takes that of the error, before anybody can look at it. */
function withOwnWords(this: Logger, args: Parameters<LogFn>, log: LogFn): void {
  const [first, ...rest] = args as unknown[];
  const isError = isErrorLike(first);
  const needsWords = rest.length === 0 && (isError || (typeof first === 'object' && first !== null && 'err' in first));
  const words = needsWords ? ['error'] : rest;
  log.apply(this, [isError ? { err: first } : first, ...words] as Parameters<LogFn>);
}

/**
 * JSON escapes the control characters below the space and no others; some terminals obey those above it too, and signs
 * that turn the writing round make a line say something else. Escaped they mean the same to every reader of JSON.
 */
function withoutUnseen(line: string): string {
  return line.replace(UNSEEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** pino's own serializers know an error by the name of its field (`err`), and the SDK has other names. */
function withSafeErrors(fields: object): Record<string, unknown> {
  const safe = Object.entries(fields).map(([name, value]): [string, unknown] => {
    // The field of an error that is none: there is nothing to tell of what is not there.
    const isError = value !== undefined && (name === 'err' || name === 'error' || isErrorLike(value));
    return [name, isError ? safeError(value) : value];
  });
  return Object.fromEntries(safe);
}
