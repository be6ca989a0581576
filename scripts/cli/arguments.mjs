import util from 'node:util';
import { usageError } from '../setup/launch-error.mjs';

/**
 * Reads a command line. `--help` prints the help and ends the process; anything unknown is an error that names it and
 * ends with exit code 2.
 *
 * @template {Record<string, { type: 'string' | 'boolean' }>} T
 * @param {object} command
 * @param {string} command.help
 * @param {T} command.options
 * @param {readonly string[]} [command.args]
 * @returns {{ [K in keyof T]?: T[K]['type'] extends 'boolean' ? boolean : string }}
 */
export function readArguments({ help, options, args = process.argv.slice(2) }) {
  let values;
  try {
    ({ values } = util.parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      strict: true,
      allowPositionals: false,
    }));
  } catch (error) {
    // Node's text goes on with advice on positional arguments after the first sentence.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw usageError(`${reason}. Try --help.`);
  }
  if (/** @type {{ help?: boolean }} */ (values).help === true) {
    process.stdout.write(help);
    process.exit(0);
  }
  return /** @type {any} */ (values);
}

/**
 * @param {string} flag
 * @param {string} text
 * @param {{ min: number, max: number }} range
 */
export function wholeNumber(flag, text, { min, max }) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw usageError(`${flag} must be a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}
