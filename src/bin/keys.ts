import { createInterface } from 'node:readline/promises';
import { pino } from 'pino';
import { commitAudit } from '../audit/append-audit.js';
import { commandEntry } from '../audit/command-entry.js';
import { type AskedOf, runCommandLine } from '../cli/command-line.js';
import { keyLineOf } from '../cli/key-line.js';
import { printError, print } from '../cli/output.js';
import { type Config, readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';
import { Business } from '../db/business.js';
import { openDataSource } from '../db/data-source.js';
import { type ApiKeyRow, listApiKeys, revokeApiKey } from '../db/repositories/api-keys.js';
import { issueApiKey } from '../access/keys/issue-api-key.js';
import { createLogger } from '../observability/logger.js';
import { operationRegistry } from '../operations/definitions/index.js';
import { textForTerminal, textTable } from '../cli/text-table.js';

const DAY_MS = 86_400_000;
/** Keys of one query. */
const PAGE = 500;

/** @returns the exit code */
async function run({ name, values, required }: AskedOf<ReturnType<typeof keyLineOf>>, config: Config): Promise<number> {
  const [businessId, by] = [required('business'), values.by ?? 'shell'];
  // The key or the table goes to standard output, so that it can be piped; everything else to standard error.
  const logger = createLogger({ level: config.logLevel, service: 'keys-cli', destination: pino.destination(2) });
  const dataSource = await openDataSource(
    { ...config.database, poolSize: 2 },
    { applicationName: 'bulkgate-keys-cli', role: 'bulkgate_api' },
  );
  const business = new Business(dataSource, businessId);
  /** Records the act in the log and in the audit log of the business. */
  const record = async (action: 'key.create' | 'key.revoke', target: string): Promise<void> => {
    logger.info({ event: 'key_act', action, businessId, target, subject: by }, action);
    await commitAudit(business, [commandEntry('keys', { subject: by, action, target })]);
  };
  try {
    switch (name) {
      case 'create': {
        const { key, text } = await issueApiKey(business, {
          name: required('name'),
          role: required('role'),
          operationTypes: values.types ?? null,
          expiresAt: new Date(Date.now() + required('days') * DAY_MS),
          createdBy: by,
        });
        await record('key.create', key.id);
        print(text);
        printError(`Made, good until ${key.expiresAt.toISOString()}. It cannot be shown again.`);
        return 0;
      }
      case 'list':
        print(tableOf(await allKeys(business)));
        return 0;
      case 'revoke': {
        const id = required('key');
        const revoke = (withMadeKeys: boolean) => revokeApiKey(business, id, { revokedBy: by, withMadeKeys });
        let revocation = await revoke(values.yes === true);
        if (revocation.outcome === 'has made keys' && (await isAgreed(revocation.madeKeys))) {
          revocation = await revoke(true);
        }
        if (revocation.outcome !== 'revoked') {
          const isUnknown = revocation.outcome === 'unknown';
          printError(isUnknown ? `Refused: business ${businessId} has no API key ${id}.` : 'Nothing was revoked.');
          return 1;
        }
        const revoked = [revocation.key, ...revocation.madeKeys];
        for (const key of revoked) await record('key.revoke', key.id);
        for (const key of revoked) print(`Revoked: ${key.id} (${textForTerminal(key.name)}).`);
        return 0;
      }
    }
  } finally {
    await dataSource.destroy();
  }
}

/** Names the keys that would be revoked as well, and asks, where somebody is there to answer. */
async function isAgreed(madeKeys: readonly ApiKeyRow[]): Promise<boolean> {
  printError(`The key has made keys that can still be used. They are revoked too:\n${tableOf(madeKeys)}`);
  if (!process.stdin.isTTY) {
    printError('Use --yes to revoke all of them.');
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question('Revoke all of them? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}

async function allKeys(business: Business): Promise<ApiKeyRow[]> {
  const keys: ApiKeyRow[] = [];
  for (;;) {
    const page = await listApiKeys(business, { beforeId: keys.at(-1)?.id, limit: PAGE });
    keys.push(...page);
    if (page.length < PAGE) return keys;
  }
}

function tableOf(keys: readonly ApiKeyRow[]): string {
  if (keys.length === 0) return 'There are no keys.';
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.role,
    key.operationTypes?.join(',') ?? 'all',
    key.revokedAt ? `revoked ${day(key.revokedAt)}` : `${key.isExpired ? 'expired' : 'until'} ${day(key.expiresAt)}`,
    key.lastUsedAt ? `${key.lastUsedAt.toISOString().slice(0, 16)}Z` : 'never',
    key.createdBy,
  ]);
  return textTable([['ID', 'NAME', 'ROLE', 'TYPES', 'STATE', 'LAST USED', 'MADE BY'], ...rows]);
}

// What is wrong with the environment is reported by the command, not by its help.
const types = await readRegistry().catch(() => operationRegistry);
const exitCode = await runCommandLine(
  { line: keyLineOf([...types.keys()]), run: async (asked) => run(asked, readConfig(await readRegistry())) },
  process.argv.slice(2),
);
process.exit(exitCode);
