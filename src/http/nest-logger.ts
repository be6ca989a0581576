import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../observability/logger.js';
import { framesOf, isErrorLike } from '../observability/safe-error.js';

/** Nest's own messages, as structured lines. Its start-up chatter is `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, textOf(message));
  }

  /** Nest hands over an error, or its message and stack as texts: neither's words are ours. */
  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ ...contextOf(rest), ...errorFields(message, rest) }, 'error in the framework');
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

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal({ ...contextOf(rest), ...errorFields(message, rest) }, 'error in the framework');
  }
}

/** The name of the class that logs comes last, if at all. */
function contextOf(rest: readonly unknown[]): { context?: string } {
  const last = rest.at(-1);
  return typeof last === 'string' && /^[A-Za-z][\w$]{0,80}$/.test(last) ? { context: last } : {};
}

function errorFields(message: unknown, rest: readonly unknown[]): object {
  if (isErrorLike(message)) return { err: message };
  const stack = rest.find((text): text is string => typeof text === 'string' && /^\s+at /m.test(text));
  return stack === undefined ? {} : { stack: framesOf({ name: 'Error', message: String(message), stack }) };
}

function textOf(message: unknown): string {
  if (isErrorLike(message)) return 'error';
  return typeof message === 'string' ? message : 'message of the framework';
}
