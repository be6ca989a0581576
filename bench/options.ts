import { parseArgs } from 'node:util';

const SECTIONS = [
  'bulk',
  'job',
  'tenants',
  'neighbours',
  'readers',
  'growth',
  'starts',
  'recordings',
  'requests',
] as const;
type Section = (typeof SECTIONS)[number];

export interface BenchOptions {
  readonly sections: readonly Section[];
  /** Undefined for that of the section. */
  readonly leads?: number;
  readonly batchSizes: readonly number[];
  /** Of the long jobs. */
  readonly size: number | 'auto';
  /** Null for that of the policy. */
  readonly chunkSize: number | null;
  /** How often each measurement is taken; null lets the time they take decide. */
  readonly rounds: number | null;
}

const MAX_BATCH_SIZE = 10_000;

const HELP = `npm run bench -- [SECTION ...] [--leads N] [--batches A,B,...] [--size N] [--chunk N] [--rounds N]

bulk         deletes N leads of one business with each batch size, three ways: a raw loop on one connection, a bare Temporal
             workflow of the same statements, and BulkGate end to end
job          deletes 1,000,000 leads with jobs of one and of two streams, beside a raw loop with several batch sizes
tenants      deletes 1,000,000 leads of one business, beside ten businesses that delete a tenth each at once
neighbours   deletes 100 leads of each of twenty businesses at once, beside a job of sixteen streams over 1,000,000 leads of
             another one, and without it
readers      asks for pages of leads of one business while a job deletes 1,000,000 of another one, and while none does
growth       compares the cost of a row in jobs over 100,000 and over 10,000,000 leads: 10 minutes, most of which fill the
             table, without its index of texts
starts       takes the time from a start's click to its 202, one start after the other, and lists what one waits for: each
             statement and command with its milliseconds, and which of them share a round trip
recordings   plays cached recordings beside a plain file server, clicks on one that is being prepared beside a bare route,
             and takes the time from a click until its recording can be played, beside the provider's own
requests     32 clients at once ask for the first page of the leads of four businesses, and click on a gate that is held: answers a second, with
             the processor time of API, PostgreSQL and Redis for one

Without a section it measures all but growth. It has its own database and Temporal namespace on throw-away services, and
leaves nothing behind.

  --leads N        how many leads: 100000, or what the section's line says
  --batches A,B    batch sizes (50,500,1000,5000)
  --size N         batch size of job, tenants, neighbours, readers and growth (auto)
  --chunk N        BulkGate's targets of one transaction (500, as in the policy); ${MAX_BATCH_SIZE} makes each batch one. The raw loop
                   and the bare workflow have one transaction for each batch
  --rounds N       how often each way is measured, of which the medians are printed; by default as often as fits into
                   about two minutes for each batch size, once at least and seven times at most; five times for
                   recordings and requests, three times for job, tenants, neighbours and readers,
                   once for growth
`;

/** A command line that says something else than the help does. */
export class BadArgument extends Error {}

/** @returns null when the help was asked for; it has been printed then. @throws BadArgument */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values, positionals } = parse(args);
  if (values.help) {
    process.stdout.write(HELP);
    return null;
  }
  return {
    sections: positionals.length === 0 ? SECTIONS.filter((name) => name !== 'growth') : positionals.map(section),
    ...(values.leads === undefined ? {} : { leads: wholeNumber('--leads', values.leads, 10_000_000) }),
    batchSizes: values.batches.split(',').map((size) => wholeNumber('--batches', size, MAX_BATCH_SIZE)),
    size: values.size === 'auto' ? 'auto' : wholeNumber('--size', values.size, MAX_BATCH_SIZE),
    chunkSize: values.chunk === undefined ? null : wholeNumber('--chunk', values.chunk, MAX_BATCH_SIZE),
    rounds: values.rounds === undefined ? null : wholeNumber('--rounds', values.rounds, 50),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        leads: { type: 'string' },
        size: { type: 'string', default: 'auto' },
        batches: { type: 'string', default: '50,500,1000,5000' },
        chunk: { type: 'string' },
        rounds: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new BadArgument(error instanceof Error ? error.message : String(error));
  }
}

function section(name: string): Section {
  const found = SECTIONS.find((known) => known === name);
  if (found) return found;
  throw new BadArgument(`there is no section "${name}"; there are ${SECTIONS.join(', ')}. Try --help.`);
}

function wholeNumber(flag: string, text: string, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= max) return value;
  throw new BadArgument(`${flag} must be a whole number from 1 to ${max}, not "${text}". Try --help.`);
}
