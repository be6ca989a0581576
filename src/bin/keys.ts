import { createInterface } from 'node:readline/promises';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ROLES } from '../access/permissions.js';
import { commitAudit } from '../audit/append-audit.js';
import { commandEntry } from '../audit/command-entry.js';
import { type AskedOf, runCommandLine } from '../cli/command-line.js';
import { businessId, flag, listOf, oneOf, subject, text, wholeNumber, yes } from '../cli/flags.js';
import { printError, print } from '../cli/output.js';
import { type Config, readConfig } from '../config/config.js';
import { openDataSource } from '../db/data-source.js';
import type { ApiKeyRow } from '../db/repositories/api-keys.js';
import { isKeyId } from '../access/keys/api-key.js';
import { KEY_NAME, MAX_KEY_LIFE_DAYS } from '../access/keys/issue-api-key.js';
import type { RecordAct } from '../access/keys/key-act.js';
import { type KeyCommand, NoSuchKey, runKeyCommand } from '../access/keys/key-commands.js';
import { createLogger, type Logger } from '../observability/logger.js';
import { operationRegistry } from '../operations/definitions/index.js';
import { textForTerminal, textTable } from '../cli/text-table.js';

const DAY_MS = 86_400_000;
const types = [...operationRegistry.keys()];

const line = {
  program: 'npm run -s keys --',
  about: `Makes, lists and revokes the API keys of a business. In a container: node dist/bin/keys.js list --business 1`,
  commands: {
    create: {
      help: 'prints the new key, and nothing else, on standard output. It cannot be shown again',
      needs: ['business', 'name', 'role', 'days'],
      takes: ['types', 'by'],
    },
    list: { help: 'prints the keys with their state and last use, newest first', needs: ['business'] },
    revoke: {
      help:
        'from now on every process refuses the key. Repeating it does no harm. The keys that it has made are\n' +
        'revoked too: they are listed first, and you are asked',
      needs: ['business', 'key'],
      takes: ['by', 'yes'],
    },
  },
  flags: {
    business: flag(businessId, 'the business that the key acts for, for example 1'),
    name: flag(
      text('TEXT', 'a name of 1 to 100 letters, digits, spaces and . _ : / ( ) # -', (given) => KEY_NAME.test(given)),
      'the name by which people know the key, 1 to 100 characters; no names of persons',
    ),
    role: flag(oneOf('ROLE', ROLES), ROLES.join(', ')),
    days: flag(wholeNumber(1, MAX_KEY_LIFE_DAYS), `how long the key can be used, 1 to ${MAX_KEY_LIFE_DAYS}`),
    types: flag(listOf('A,B', types), 'the operation types that it may start and control (all that its role may)'),
    key: flag(
      text('ID', 'the id of a key, as "list" shows it', isKeyId),
      'id of the key: its middle part, as "list" shows it',
    ),
    yes: flag(yes, 'revoke the keys that it has made without asking'),
    by: flag(subject, 'who does this, for the audit log: an id, not a name (shell)'),
  },
  exitCodes: 'Exit codes: 0 done, 1 refused or not possible, 2 not understood.',
} as const;

function commandOf({ name, values, required }: AskedOf<typeof line>): KeyCommand {
  const [businessId, by] = [required('business'), values.by ?? 'shell'];
  switch (name) {
    case 'list':
      return { name, businessId };
    case 'revoke':
      return { name, businessId, id: required('key'), by, withMadeKeys: values.yes === true };
    case 'create':
      return {
        name,
        request: {
          ...{ businessId, name: required('name'), role: required('role') },
          operationTypes: values.types ?? null,
          expiresAt: new Date(Date.now() + required('days') * DAY_MS),
          createdBy: by,
        },
      };
  }
}

/** @returns the exit code */
async function run(command: KeyCommand, config: Config): Promise<number> {
  // The key or the table goes to standard output, so that it can be piped; everything else to standard error.
  const logger = createLogger({ level: config.logLevel, service: 'keys-cli', destination: pino.destination(2) });
  const dataSource = await openDataSource(
    { ...config.database, poolSize: 2 },
    { applicationName: 'bulkgate-keys-cli', role: 'bulkgate_api' },
  );
  try {
    const act = (asked: KeyCommand) => runKeyCommand(dataSource, asked, recordActWith(dataSource, logger));
    let result = await act(command);
    if (result.name === 'has made keys' && command.name === 'revoke' && (await isAgreed(result))) {
      result = await act({ ...command, withMadeKeys: true });
    }
    switch (result.name) {
      case 'created':
        print(result.text);
        printError(`Made, good until ${result.key.expiresAt.toISOString()}. It cannot be shown again.`);
        return 0;
      case 'listed':
        print(tableOf(result.keys));
        return 0;
      case 'revoked':
        for (const { id, name } of [result.key, ...result.madeKeys]) {
          print(`Revoked: ${id} (${textForTerminal(name)}).`);
        }
        return 0;
      case 'has made keys':
        printError('Nothing was revoked.');
        return 1;
    }
  } finally {
    await dataSource.destroy();
  }
}

/** Names the keys that would be revoked as well, and asks, where somebody is there to answer. */
async function isAgreed({ madeKeys }: { readonly madeKeys: readonly ApiKeyRow[] }): Promise<boolean> {
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

/** Records each act in the log and in the audit log of the business. */
function recordActWith(dataSource: DataSource, logger: Logger): RecordAct {
  return async (act) => {
    logger.info({ event: 'key_act', ...act }, act.action);
    const { action, businessId, subject, target } = act;
    await commitAudit(dataSource, businessId, [commandEntry('keys', { subject, action, target })]);
  };
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

const exitCode = await runCommandLine(
  {
    line,
    run: (asked) => run(commandOf(asked), readConfig(operationRegistry)),
    explain: (error) => (error instanceof NoSuchKey ? `Refused: ${error.message}.` : null),
  },
  process.argv.slice(2),
);
process.exit(exitCode);
