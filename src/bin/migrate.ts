import { InvalidConfig, readConfig } from '../config/config.js';
import { migrateDatabase } from '../db/migrate-database.js';
import { describeError, isUnreachable, postgresError } from '../db/postgres-error.js';
import { operationRegistry } from '../operations/definitions/index.js';

const HELP = `node dist/bin/migrate.js [up|down]

  up     runs every pending migration (without an argument, too)
  down   takes the latest migration back: tables and their data go

Reads the environment of the API; safe to run from several places at once. The login in DATABASE_URL must own the database
(and be allowed to make roles, where they are not there yet); with DATABASE_API_PASSWORD and DATABASE_WORKER_PASSWORD the
roles bulkgate_api and bulkgate_worker may log in by themselves.
`;

async function main([direction = 'up', ...rest]: readonly string[]): Promise<number> {
  if (direction === '--help' || direction === '-h') {
    process.stdout.write(HELP);
    return 0;
  }
  if ((direction !== 'up' && direction !== 'down') || rest.length > 0) {
    process.stderr.write(`Not understood: ${[direction, ...rest].join(' ')}\n\n${HELP}`);
    return 2;
  }
  const { database } = readConfig(operationRegistry);
  const names = await migrateDatabase(database, direction, database.rolePasswords);
  const done = direction === 'up' ? 'Migrated' : 'Taken back';
  process.stdout.write(names.length === 0 ? 'Nothing to do.\n' : `${done}: ${names.join(', ')}.\n`);
  return 0;
}

function explain(error: unknown): string {
  if (error instanceof InvalidConfig) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  if (isUnreachable(error)) return `The database cannot be reached: ${text}`;
  const server = postgresError(error);
  return `The migration failed${server ? ` (${describeError(error)})` : ''}: ${text}`;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
