import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, pino, stdTimeFunctions, type Logger } from 'pino';
import { describeError, postgresError } from '../db/postgres-error.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** A pino level, or `silent`. */
  readonly level: string;
  /** Which process this is: `api`, `worker`, `gate-cli`. */
  readonly service: string;
  /** Where lines go instead of stdout. */
  readonly destination?: DestinationStream;
}

/**
 * Structured logs: one JSON object a line, on stdout. Credentials in headers are redacted, and errors of the database
 * are written as SQLSTATE and constraint name, because their messages quote row data: names and phones stay out.
 */
export function createLogger({ level, service, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['authorization', 'cookie'].flatMap((name) => [
          name,
          `headers.${name}`,
          `req.headers.${name}`,
          `*.headers.${name}`,
        ]),
        censor: '[redacted]',
      },
      serializers: { err: safeError, error: safeError },
    },
    destination ?? pino.destination({ fd: 1, sync: false }),
  );
}

interface LoggedError {
  readonly type: string;
  readonly message: string;
  /** Frames only: the first line of a stack repeats the message. */
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/** An error as it may be logged: no row data, no fields that a library has hung on it. */
function safeError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' };
  const isOfDatabase = postgresError(error) !== null || 'driverError' in error;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: isOfDatabase ? describeError(error) : error.message,
    stack: frames?.join('\n'),
    ...(error.cause instanceof Error && !isOfDatabase ? { cause: safeError(error.cause) } : {}),
  };
}

/** Nest's own messages, as structured lines. Its start-up chatter is `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, textOf(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ context: rest.at(-1), ...(message instanceof Error ? { err: message } : {}) }, textOf(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, textOf(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, textOf(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, textOf(message));
  }

  fatal(message: unknown, context?: unknown): void {
    this.logger.fatal({ context }, textOf(message));
  }
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.name;
  return typeof message === 'string' ? message : 'message of the framework';
}
