/**
 * A refusal that a person can act on: its message is the whole output, without a stack trace.
 * `exitCode` 2 is for a command line or setting that cannot be meant; 1 for everything else.
 */
export class LaunchError extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'LaunchError';
    this.exitCode = exitCode;
  }
}

/** @param {string} message */
export function usageError(message) {
  return new LaunchError(message, 2);
}
