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

/**
 * The text of a program that cannot start, for the person who has started it.
 *
 * @param installationFaults errors whose message says by itself what to change in the installation
 */
export function startUpText(
  what: string,
  error: unknown,
  installationFaults: readonly (new (...args: never[]) => Error)[],
): string {
  if (installationFaults.some((kind) => error instanceof kind)) return (error as Error).message;
  const { type, message } = safeError(error);
  return `${what}: ${type === message ? type : `${type}: ${message}`}`;
}
