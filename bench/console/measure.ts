import type { Stand } from '../stand.js';

/** One measurement of the console's bench. */
export interface Measure {
  /** By which it is chosen on the command line. */
  readonly name: string;
  /** What it measures, for `--help`. */
  readonly about: string;
  /** @returns what was measured, as Markdown */
  measure(stand: Stand, say: (text: string) => void): Promise<string>;
}
