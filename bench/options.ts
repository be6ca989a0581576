import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly leads: number;
  readonly batchSizes: readonly number[];
  /** How often each measurement is taken; null lets the time they take decide. */
  readonly rounds: number | null;
  readonly clicks: boolean;
}

const HELP = `npm run bench -- [--leads N] [--batches A,B,...] [--rounds N] [--no-clicks]

Deletes N leads of one business with each batch size, three ways: a raw loop on one connection, a bare Temporal workflow
of the same statements, and BulkGate end to end. Prints one table. It has its own database and Temporal namespace on
throw-away services, and leaves nothing behind.

  --leads N        how many leads (100000); try 10000 and 1000000
  --batches A,B    batch sizes (50,500,1000,5000)
  --rounds N       how often each way is measured, of which the medians are printed; by default as often as fits into
                   about two minutes for each batch size, once at least and seven times at most
  --no-clicks      leave out the latency of starts and the rate of refused clicks
`;

const MAX_BATCH_SIZE = 10_000;

/** A command line that says something else than the help does. */
export class BadArgument extends Error {}

/** @returns null when the help was asked for; it has been printed then. @throws BadArgument */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const values = parse(args);
  if (values.help) {
    process.stdout.write(HELP);
    return null;
  }
  return {
    leads: wholeNumber('--leads', values.leads, 10_000_000),
    batchSizes: values.batches.split(',').map((size) => wholeNumber('--batches', size, MAX_BATCH_SIZE)),
    rounds: values.rounds === undefined ? null : wholeNumber('--rounds', values.rounds, 50),
    clicks: !values['no-clicks'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        leads: { type: 'string', default: '100000' },
        batches: { type: 'string', default: '50,500,1000,5000' },
        rounds: { type: 'string' },
        'no-clicks': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new BadArgument(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(flag: string, text: string, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= max) return value;
  throw new BadArgument(`${flag} must be a whole number from 1 to ${max}, not "${text}". Try --help.`);
}
