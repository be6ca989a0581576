import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../observability/logger.js';
import { isErrorLike } from '../observability/safe-error.js';

/**
 * Nest's errors and warnings as structured lines: only Nest knows of a stream that broke off after its headers, or of a
 * hook that failed at the end. The rest of what it says is about a start that has succeeded.
 */
export function nestLogger(logger: Logger): LoggerService {
  const error = (...given: unknown[]): void => logger.error({ err: errorOf(given) }, 'error in the framework');
  return {
    log: () => undefined,
    warn: (message: unknown) => logger.warn(typeof message === 'string' ? message : 'warning of the framework'),
    error,
    fatal: error,
  };
}

/** Nest hands over an error, or its message and stack as texts. */
function errorOf([first, ...rest]: unknown[]): Error {
  if (isErrorLike(first)) return first;
  const stack = rest.find((text): text is string => typeof text === 'string' && /^\s+at /m.test(text));
  return Object.assign(new Error(String(first)), { stack: stack ?? '' });
}
