import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readAnchors } from '../audit/anchors.js';
import { ChainInDatabase } from '../audit/chain-in-database.js';
import { verifyChain } from '../audit/verify-chain.js';
import { BadArgument, runCommandLine } from '../cli/command-line.js';
import { type Config, InvalidConfig, readConfig } from '../config/config.js';
import { openDataSource } from '../db/data-source.js';
import { operationRegistry } from '../operations/definitions/index.js';

const HELP = `npm run -s audit:verify
npm run -s audit:verify -- --business N --anchors FILE

Walks the audit log of every business and recomputes its chain of hashes. Prints for each how many entries there are, the
hash at the head, and "good" or "BROKEN"; the last line says it for all of them. Keep what it prints somewhere else: it is
what shows later that nobody wrote a whole chain anew. Business 0 is the installation: what was done to all businesses at
once. In a container: node dist/bin/audit-verify.js. Its login has to be a member of bulkgate_auditor.

  --business N      only this business
  --anchors FILE    what this command has printed before: every head in it must still be in its chain

Exit codes: 0 every chain holds, 1 one does not (each fault is named by business, seq and what), or it could not be
checked, 2 not understood.
`;

interface Command {
  readonly business: number | null;
  readonly anchorFile: string | null;
}

function readCommand(args: readonly string[]): Command | 'help' {
  const text = { type: 'string' } as const;
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      options: { business: text, anchors: text, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new BadArgument(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  if (positionals.length > 0) throw new BadArgument(`not understood: ${positionals.join(' ')}`);
  const { business, anchors } = values;
  if (business !== undefined && !/^(?:0|[1-9]\d{0,9})$/.test(business)) {
    throw new BadArgument(`--business is not usable: "${business}"`);
  }
  return { business: business === undefined ? null : Number(business), anchorFile: anchors ?? null };
}

/** @returns whether every chain holds */
async function verify({ business, anchorFile }: Command, config: Config): Promise<boolean> {
  const anchors = anchorFile === null ? readAnchors('') : readAnchors(await readFile(anchorFile, 'utf8'));
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
      say(`business ${businessId}: ${counted(entries, 'entry', 'entries')}${head}, ${verdict}`);
      checked += entries;
      for (const { seq, what } of faults) complain(`business ${businessId}: seq ${seq} ${what}`);
      if (faultCount > faults.length) complain(`business ${businessId}: ${faultCount - faults.length} further faults`);
      if (faultCount > 0) broken.push(businessId);
    };
    if (business !== null) await check(business);
    else {
      for await (const businessId of chains.businesses()) await check(businessId);
      // A business that is gone with everything it had.
      for (const businessId of anchors.keys()) if (!seen.has(businessId)) await check(businessId);
    }
    say(seen.size === 0 ? 'There are no entries.' : verdictOf(seen.size, checked, broken, anchors.size > 0));
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

runCommandLine({
  help: HELP,
  async run(args) {
    const command = readCommand(args);
    if (command !== 'help') return (await verify(command, readConfig(operationRegistry))) ? 0 : 1;
    process.stdout.write(HELP);
    return 0;
  },
  explain: (error) => (error instanceof InvalidConfig ? error.message : null),
});
