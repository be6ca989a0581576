import { runCommandLine } from '../cli/command-line.js';
import { messageOf, print } from '../cli/output.js';
import { readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';
import { migrateDatabase } from '../db/migrate-database.js';
import { describeError, isUnreachable, postgresError } from '../db/postgres-error.js';

const line = {
  program: 'node dist/bin/migrate.js',
  about: `Brings the tables of the database to the version of this program, or one step back. It reads the same environment
as the API, and may run in several places at once. The login in DATABASE_URL must own the database, and be
allowed to create roles where they do not exist yet. With DATABASE_API_PASSWORD and DATABASE_WORKER_PASSWORD the
roles bulkgate_api and bulkgate_worker may log in by themselves.`,
  commands: {
    up: { help: 'runs every pending migration; the default' },
    down: { help: 'reverts the latest migration: its tables and their data are deleted' },
  },
  fallback: 'up',
  flags: {},
  exitCodes: 'Exit codes: 0 done, 1 not possible, 2 not understood.',
} as const;

const exitCode = await runCommandLine(
  {
    line,
    async run({ name }) {
      const { database } = readConfig(await readRegistry());
      const names = await migrateDatabase(database, name, database.rolePasswords);
      const done = name === 'up' ? 'Migrated' : 'Reverted';
      print(names.length === 0 ? 'Nothing to do.' : `${done}: ${names.join(', ')}.`);
      return 0;
    },
    explain(error) {
      const text = messageOf(error);
      if (isUnreachable(error)) return `The database cannot be reached: ${text}`;
      return `The migration failed${postgresError(error) ? ` (${describeError(error)})` : ''}: ${text}`;
    },
  },
  process.argv.slice(2),
);
process.exit(exitCode);
