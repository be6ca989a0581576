import { parseArgs } from 'node:util';
import { InvalidConfig, readConfig } from '../config/config.js';
import { openDataSource } from '../db/data-source.js';
import { fillCalls } from '../db/repositories/sample-calls.js';
import { fillLeads } from '../db/repositories/sample-leads.js';
import { operationRegistry } from '../operations/definitions/index.js';

const HELP = `node dist/bin/sample-data.js [--leads N] [--business-two N] [--recordings-url URL]

Fills the database with invented leads and calls, for trying things out. Run it again and nothing happens, or what is missing
comes back.

  --leads N          business 1 gets up to N leads (5000)
  --business-two N   business 2 gets up to N leads (500)
  --recordings-url URL
                     both get calls, whose recordings lie at this address; none without it. The address is that of
                     scripts/stack/recording-provider.mjs
`;

const MAX_LEADS = 100_000_000;

class BadArgument extends Error {}

async function main(args: readonly string[]): Promise<number> {
  const { leads, businessTwo, recordingsUrl, help } = readArguments(args);
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const dataSource = await openDataSource(readConfig(operationRegistry).database, {
    applicationName: 'bulkgate-sample-data',
  });
  try {
    for (const [businessId, wanted] of [
      [1, leads],
      [2, businessTwo],
    ] as const) {
      const made = await fillLeads(dataSource, businessId, wanted);
      process.stdout.write(`Business ${businessId}: ${made} leads made, up to ${wanted}.\n`);
      if (recordingsUrl === undefined) continue;
      const calls = await fillCalls(dataSource, businessId, recordingsUrl);
      process.stdout.write(`Business ${businessId}: ${calls} calls made or changed.\n`);
    }
  } finally {
    await dataSource.destroy();
  }
  return 0;
}

function readArguments(args: readonly string[]) {
  const options = {
    leads: { type: 'string', default: '5000' },
    'business-two': { type: 'string', default: '500' },
    'recordings-url': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    return {
      leads: number('--leads', values.leads),
      businessTwo: number('--business-two', values['business-two']),
      recordingsUrl: address('--recordings-url', values['recordings-url']),
      help: values.help,
    };
  } catch (error) {
    if (error instanceof BadArgument) throw error;
    throw new BadArgument(error instanceof Error ? error.message : String(error));
  }
}

function number(flag: string, text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(value <= MAX_LEADS)) throw new BadArgument(`${flag} must be a whole number up to ${MAX_LEADS}, not "${text}"`);
  return value;
}

function address(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isAddress = /^https?:\/\/[^?#\s]+$/.test(text) && URL.canParse(text);
  if (!isAddress) throw new BadArgument(`${flag} must be an http or https address without a query, not "${text}"`);
  return text;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const text = error instanceof InvalidConfig || error instanceof Error ? error.message : String(error);
    process.stderr.write(
      error instanceof BadArgument ? `${text}\n\n${HELP}` : `Sample data could not be made: ${text}\n`,
    );
    process.exit(error instanceof BadArgument ? 2 : 1);
  },
);
