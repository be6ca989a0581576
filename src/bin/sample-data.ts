import { runCommandLine } from '../cli/command-line.js';
import { flag, text, wholeNumber } from '../cli/flags.js';
import { messageOf, print } from '../cli/output.js';
import { readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';
import { Business } from '../db/business.js';
import { openDataSource } from '../db/data-source.js';
import { fillCalls } from '../db/repositories/sample-calls.js';
import { fillReceipts } from '../db/repositories/sample-receipts.js';
import { createRecordingStorage } from '../recordings/storage/create-recording-storage.js';
import { fillLeadHistory } from '../db/repositories/sample-lead-history.js';
import { fillLeads } from '../db/repositories/sample-leads.js';

const MAX_LEADS = 100_000_000;
const MAX_RECEIPTS = 100_000;
const url = text(
  'URL',
  'an http or https address without a query',
  (given) => /^https?:\/\/[^?#\s]+$/.test(given) && URL.canParse(given),
);

const line = {
  program: 'node dist/bin/sample-data.js',
  about: `Fills the database with invented leads and calls, for trying things out. Run it again, and it adds only what is
missing.`,
  commands: { '': { takes: ['leads', 'business-two', 'receipts', 'recordings-url'] } },
  fallback: '',
  flags: {
    leads: flag(wholeNumber(0, MAX_LEADS), 'leads that business 1 has in the end (5000)'),
    'business-two': flag(wholeNumber(0, MAX_LEADS), 'leads that business 2 has in the end (500)'),
    receipts: flag(
      wholeNumber(0, MAX_RECEIPTS),
      'receipts that each business has in the end, with a file each in the storage of recordings (0)',
    ),
    'recordings-url': flag(
      url,
      'both businesses get calls, with recordings at this address. Without it they get none. The address\n' +
        'is that of a stand-in for the telephony provider (scripts/stack/recording-provider.mjs)',
    ),
  },
  exitCodes: 'Exit codes: 0 done, 1 not possible, 2 not understood.',
} as const;

const exitCode = await runCommandLine(
  {
    line,
    async run({ values }) {
      const {
        leads = 5_000,
        'business-two': businessTwo = 500,
        receipts = 0,
        'recordings-url': recordingsUrl,
      } = values;
      const { database, recordings } = readConfig(await readRegistry());
      const dataSource = await openDataSource(database, { applicationName: 'bulkgate-sample-data' });
      try {
        for (const [businessId, wanted] of [
          [1, leads],
          [2, businessTwo],
        ] as const) {
          const business = new Business(dataSource, businessId);
          const made = await fillLeads(business, wanted);
          print(`Business ${businessId}: ${made} leads made, up to ${wanted}.`);
          if (recordingsUrl !== undefined) {
            const calls = await fillCalls(business, recordingsUrl);
            print(`Business ${businessId}: ${calls} calls made or changed.`);
          }
          await fillLeadHistory(business);
          if (receipts > 0) {
            const storage = await createRecordingStorage(recordings.storage, 'write');
            const filled = await fillReceipts(business, storage, receipts).finally(() => storage.close());
            print(`Business ${businessId}: ${filled} receipts made, up to ${receipts}.`);
          }
        }
      } finally {
        await dataSource.destroy();
      }
      return 0;
    },
    explain: (error) => `Sample data could not be made: ${messageOf(error)}`,
  },
  process.argv.slice(2),
);
process.exit(exitCode);
