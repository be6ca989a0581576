import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { BadArgument, runCommandLine } from './command-line.js';
import { type Config, InvalidConfig, readConfig } from './config.js';
import { openDataSource } from './db/data-source.js';
import { BulkGate } from './gate/bulk-gate.js';
import { GateUnavailable } from './gate/errors.js';
import { connectRedis, redisReady } from './gate/redis.js';
import { createLogger } from './observability/logger.js';
import { type FreeRequest, freeLock, listLocks, LockStays } from './locks-by-hand.js';
import { createTemporalClient } from './temporal/connection.js';
import { textTable } from './text-table.js';

const HELP = `npm run -s gate -- list
npm run -s gate -- free --business N --type T --expect VALUE --reason TEXT

Shows and frees the locks of bulk operations, over all businesses. In a container: node dist/gate-cli.js list

  list              who holds what, and for how long
  free              frees one lock if it has exactly the expected value; refused while the holder's workflow is open

  --business N      business of the lock
  --type T          operation type of the lock, for example delete_leads_bulk
  --expect VALUE    the value that "list" shows: a lock that has changed hands since is left alone
  --reason TEXT     why, for the log

Exit codes: 0 done, 1 refused or not possible, 2 not understood.
`;

type Command =
  { readonly name: 'help' } | { readonly name: 'list' } | { readonly name: 'free'; readonly request: FreeRequest };

function readCommand(args: readonly string[]): Command {
  const text = { type: 'string' } as const;
  const options = {
    business: text,
    type: text,
    expect: text,
    reason: text,
    help: { type: 'boolean', short: 'h' },
  } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new BadArgument(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { name: 'help' };
  const [name, ...rest] = positionals;
  if (rest.length > 0) throw new BadArgument(`not understood: ${rest.join(' ')}`);
  if (name === 'list') {
    const flag = Object.keys(values)[0];
    if (flag !== undefined) throw new BadArgument(`--${flag} is not for list`);
    return { name };
  }
  if (name !== 'free') throw new BadArgument(name === undefined ? 'say list or free' : `not understood: ${name}`);
  const required = (flag: 'business' | 'type' | 'expect' | 'reason', shape: RegExp): string => {
    const value = values[flag];
    if (value === undefined) throw new BadArgument(`--${flag} is missing`);
    if (!shape.test(value)) throw new BadArgument(`--${flag} is not usable: "${value}"`);
    return value;
  };
  return {
    name,
    request: {
      businessId: Number(required('business', /^[1-9]\d{0,9}$/)),
      operationType: required('type', /^[a-z][a-z0-9_]{0,99}$/),
      expected: required('expect', /^[^]+$/),
      reason: required('reason', /\S/),
    },
  };
}

async function run(command: Exclude<Command, { name: 'help' }>, config: Config): Promise<void> {
  // The table and the sentences are for whoever runs this, on stdout; the log line goes beside them, to stderr.
  const logger = createLogger({ level: config.logLevel, service: 'gate-cli', destination: pino.destination(2) });
  let opening: Promise<DataSource> | undefined;
  const openDatabase = (): Promise<DataSource> =>
    // Under whichever role logs in: it runs in the container of the API or of a worker, and both may read jobs.
    (opening ??= openDataSource({ ...config.database, poolSize: 2 }, { applicationName: 'bulkgate-gate-cli' }));
  const redis = connectRedis(config.redis, () => undefined);
  const { client } = createTemporalClient(config.temporal);
  try {
    await redisReady(redis, 2_000);
    const parts = { openDatabase, gate: new BulkGate(redis), client };
    if (command.name === 'list') {
      process.stdout.write(table(await listLocks(parts)));
      return;
    }
    const { request } = command;
    const freed = await freeLock(parts, request);
    logger.info({ event: 'gate_freed_by_hand', ...request, ...freed }, 'lock freed by hand');
    process.stdout.write(`Freed: ${request.operationType} of business ${request.businessId}.\n`);
  } finally {
    redis.disconnect();
    await opening?.then((dataSource) => dataSource.destroy());
  }
}

function table(locks: Awaited<ReturnType<typeof listLocks>>): string {
  if (locks.length === 0) return 'Nothing is held.\n';
  const rows = locks.map((lock) => [
    String(lock.businessId),
    lock.operationType,
    lock.value,
    lock.jobId === null ? 'foreign' : (lock.jobStatus ?? 'no row'),
    lock.ttlSeconds === null ? 'no expiry' : `${lock.ttlSeconds} s`,
  ]);
  return textTable([['BUSINESS', 'TYPE', 'VALUE', 'JOB', 'TIME LEFT'], ...rows]);
}

runCommandLine({
  help: HELP,
  async run(args) {
    const command = readCommand(args);
    if (command.name === 'help') process.stdout.write(HELP);
    else await run(command, readConfig());
    return 0;
  },
  explain(error) {
    if (error instanceof LockStays) return `Refused: ${error.message}`;
    if (error instanceof InvalidConfig) return error.message;
    return error instanceof GateUnavailable ? 'Not possible: Redis does not answer.' : null;
  },
});
