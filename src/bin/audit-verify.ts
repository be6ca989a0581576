import { readFile } from 'node:fs/promises';
import { readAnchors } from '../audit/anchors.js';
import { ChainInDatabase } from '../audit/chain-in-database.js';
import { verifyChain } from '../audit/verify-chain.js';
import { type AskedOf, runCommandLine } from '../cli/command-line.js';
import { auditedBusiness, flag, text } from '../cli/flags.js';
import { printError, print } from '../cli/output.js';
import { type Config, readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';
import { openDataSource } from '../db/data-source.js';

const line = {
  program: 'npm run -s audit:verify --',
  about: `Reads the audit log of every business and computes its chain of hashes again. Prints for each business how many
entries there are, the hash at the head, and "good" or "BROKEN"; the last line sums up. Keep the output in another
place: it shows later that nobody has written a whole chain anew. Business 0 is the installation: acts on all
businesses at once. In a container: node dist/bin/audit-verify.js. The login has to be a member of bulkgate_auditor.`,
  commands: { '': { takes: ['business', 'anchors'] } },
  fallback: '',
  flags: {
    business: flag(auditedBusiness, 'only this business'),
    anchors: flag(
      text('FILE', 'the name of a file'),
      'an earlier output of this command: every head in it must still be in its chain',
    ),
  },
  exitCodes: `Exit codes: 0 every chain is good, 1 a chain is broken (each fault is printed with business, seq and reason) or the
check was not possible, 2 not understood.`,
} as const;

/** @returns whether every chain holds */
async function verify(
  { business, anchors: anchorFile }: AskedOf<typeof line>['values'],
  config: Config,
): Promise<boolean> {
  const anchors = anchorFile === undefined ? readAnchors('') : readAnchors(await readFile(anchorFile, 'utf8'));
  const dataSource = await openDataSource(
    { ...config.database, poolSize: 2 },
    { applicationName: 'bulkgate-audit-cli', role: 'bulkgate_auditor' },
  );
  try {
    const chains = new ChainInDatabase(dataSource);
    const seen = new Set<number>();
    const broken: number[] = [];
    let checked = 0;
    const check = async (businessId: number): Promise<void> => {
      seen.add(businessId);
      const { entries, last, faults, faultCount } = await verifyChain(chains, businessId, anchors.get(businessId));
      const head = last ? `, head ${last.seq} ${last.hash.toString('hex')}` : '';
      const verdict = faultCount === 0 ? 'good' : 'BROKEN';
      print(`business ${businessId}: ${counted(entries, 'entry', 'entries')}${head}, ${verdict}`);
      checked += entries;
      for (const { seq, what } of faults) printError(`business ${businessId}: seq ${seq} ${what}`);
      if (faultCount > faults.length)
        printError(`business ${businessId}: ${faultCount - faults.length} further faults`);
      if (faultCount > 0) broken.push(businessId);
    };
    if (business !== undefined) await check(business);
    else {
      for await (const businessId of chains.businesses()) await check(businessId);
      // A business that is gone with everything it had.
      for (const businessId of anchors.keys()) if (!seen.has(businessId)) await check(businessId);
    }
    print(seen.size === 0 ? 'There are no entries.' : verdictOf(seen.size, checked, broken, anchors.size > 0));
    return broken.length === 0;
  } finally {
    await dataSource.destroy();
  }
}

/** The last line, for people. */
function verdictOf(chains: number, entries: number, broken: readonly number[], isHeldToAnchors: boolean): string {
  const all = counted(chains, 'chain', 'chains');
  if (broken.length > 0) {
    const which = `of ${broken.length === 1 ? 'business' : 'businesses'} ${broken.join(', ')}`;
    return `BROKEN: ${broken.length} of ${all}, ${which}. The log was changed, or entries are missing.`;
  }
  const how = isHeldToAnchors
    ? 'and every anchor is still in its chain'
    : 'as far as the database alone can show; --anchors shows that none was written anew';
  return `Good: ${all} with ${counted(entries, 'entry', 'entries')}, ${how}.`;
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

const exitCode = await runCommandLine(
  { line, run: async ({ values }) => ((await verify(values, readConfig(await readRegistry()))) ? 0 : 1) },
  process.argv.slice(2),
);
process.exit(exitCode);
