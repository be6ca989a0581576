import type { Logger } from './logger.js';
import { safeError } from './safe-error.js';

/**
 * Ends the process with one log line on an error that nobody has caught. By itself Node prints such an error with all its
 * fields, among them the parameters of a failed statement.
 */
export function logUncaught(logger: Logger): void {
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'an error that nobody has caught ends the process');
    process.exit(1);
  });
}

/** Why a process cannot start, for its standard error. */
export function startUpFault(error: unknown): string {
  const { type, message } = safeError(error);
  return type === message ? type : `${type}: ${message}`;
}
