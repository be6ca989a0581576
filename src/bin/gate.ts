import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { appendAudit } from '../audit/append-audit.js';
import { commandEntry } from '../audit/command-entry.js';
import { runCommandLine } from '../cli/command-line.js';
import { gateCommandOf, type GateCommand, gateLine } from '../cli/gate-commands.js';
import { type Config, readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';
import { openDataSource } from '../db/data-source.js';
import { isUnreachable } from '../db/postgres-error.js';
import { beginDrain, type DrainScope, EVERY_TYPE, liftDrain, listDrains } from '../db/repositories/drains.js';
import { EVERY_BUSINESS } from '../db/business.js';
import { drainTable, gateText, jobLines } from '../cli/gate-text.js';
import { printError, print } from '../cli/output.js';
import { BulkGate } from '../gate/bulk-gate.js';
import { GateUnavailable } from '../gate/errors.js';
import { connectRedis, redisReady } from '../gate/redis.js';
import { actOnJobs, type ActOnJobsDependencies } from '../jobs/act-on-jobs.js';
import { CancelJob } from '../jobs/cancel-job.js';
import { ControlJob } from '../jobs/control-job.js';
import { FreedUnrecorded, freeGate, GateStaysHeld } from '../jobs/free-gate.js';
import { readGateOverview } from '../jobs/gate-overview.js';
import { createGateEventRecorder } from '../observability/gate-events.js';
import { createLogger, type Logger } from '../observability/logger.js';
import { createTemporalClient } from '../temporal/connection.js';

interface Parts {
  readonly logger: Logger;
  readonly gate: BulkGate;
  readonly client: ReturnType<typeof createTemporalClient>['client'];
  readonly openDatabase: () => Promise<DataSource>;
  /** Waits for Redis; what works without it does not ask. */
  readonly redisIsReady: () => Promise<void>;
}

/** @returns the exit code */
async function run(command: GateCommand, config: Config): Promise<number> {
  // The tables and the sentences are for whoever runs this, on stdout; the log lines go beside them, to stderr.
  const logger = createLogger({ level: config.logLevel, service: 'gate-cli', destination: pino.destination(2) });
  let opening: Promise<DataSource> | undefined;
  const openDatabase = (): Promise<DataSource> =>
    // As the worker: it may see which jobs are live over all businesses, as the reconciler does, and the API may not.
    (opening ??= openDataSource(
      { ...config.database, poolSize: 4 },
      { applicationName: 'bulkgate-gate-cli', role: 'bulkgate_worker' },
    ));
  const redis = connectRedis(config.redis, () => undefined);
  const { client } = createTemporalClient(config.temporal);
  const redisIsReady = async (): Promise<void> => void (await redisReady(redis, 2_000));
  const parts = { logger, gate: new BulkGate(redis), client, openDatabase, redisIsReady };
  try {
    return await carryOut(command, parts);
  } finally {
    redis.disconnect();
    await opening?.then(
      (dataSource) => dataSource.destroy(),
      () => undefined,
    );
  }
}

async function carryOut(command: GateCommand, parts: Parts): Promise<number> {
  const { logger, openDatabase, redisIsReady } = parts;
  switch (command.name) {
    case 'list': {
      await redisIsReady();
      const overview = await readGateOverview(parts);
      print(gateText(overview));
      if (overview.databaseFault === null) return 0;
      printError(
        `Only the locks are shown, without their jobs, jobs without a lock, and drains: ${overview.databaseFault}.`,
      );
      return 1;
    }
    case 'pause':
    case 'resume':
    case 'cancel': {
      const { name, choice, by } = command;
      const outcomes = await actOnJobs(await useCases(parts), name, choice, by);
      logger.info({ event: 'jobs_by_hand', action: name, by, jobs: outcomes.length }, `${name} by hand`);
      const { done, notDone } = jobLines(name, outcomes);
      if (notDone.length > 0) printError(notDone.join('\n'));
      if (done.length > 0) print(done.join('\n'));
      return notDone.length > 0 ? 1 : 0;
    }
    case 'drain': {
      const { scope, by, reason } = command;
      const dataSource = await openDatabase();
      const isNew = await beginDrain(dataSource, { ...scope, by, reason }, (sql, isChanged) =>
        appendAudit(sql, scope.businessId, [
          commandEntry('gate', {
            subject: by,
            action: 'gate.drain',
            ...aboutScope(scope),
            reason: isChanged ? null : 'drained_already',
          }),
        ]),
      );
      logger.info({ event: 'gate_drained', ...scope, by, reason }, 'drained by hand');
      print(isNew ? 'Drained: no process accepts a new start of this from now on.' : 'It was drained already.');
      print(drainTable(await listDrains(dataSource)));
      return 0;
    }
    case 'lift': {
      const { scope, by } = command;
      const dataSource = await openDatabase();
      const isLifted = await liftDrain(dataSource, scope, (sql, isChanged) =>
        appendAudit(sql, scope.businessId, [
          commandEntry('gate', {
            subject: by,
            action: 'gate.lift_drain',
            ...aboutScope(scope),
            ...(isChanged ? {} : { result: 'refused', reason: 'not_drained' }),
          }),
        ]),
      );
      logger.info({ event: 'gate_drain_lifted', ...scope, by, isLifted }, 'drain lifted by hand');
      const left = await listDrains(dataSource);
      if (isLifted) print('Lifted.');
      else printError('Refused: there is no drain of exactly this.');
      print(left.length === 0 ? 'Nothing is drained.' : drainTable(left));
      return isLifted ? 0 : 1;
    }
    case 'free': {
      const { request } = command;
      await redisIsReady();
      const freed = await freeGate(parts, request);
      logger.info({ event: 'gate_freed_by_hand', ...request, ...freed }, 'lock freed by hand');
      print(`Freed: ${request.operationType} of business ${request.businessId}.`);
      return 0;
    }
  }
}

/** For the audit log: a drain of every type has none, and says so. */
function aboutScope({ businessId, operationType }: DrainScope) {
  return operationType === EVERY_TYPE
    ? { operationType: null, selection: businessId === EVERY_BUSINESS ? 'every business, every type' : 'every type' }
    : { operationType, selection: businessId === EVERY_BUSINESS ? 'every business' : null };
}

/** The use cases that the API runs, with what they need here. */
async function useCases({ logger, gate, client, openDatabase }: Parts): Promise<ActOnJobsDependencies> {
  const dataSource = await openDatabase();
  // Of a command nobody reads metrics.
  const record = createGateEventRecorder(logger, { recordGateEvent: () => undefined });
  return {
    dataSource,
    controls: new ControlJob(client),
    canceller: new CancelJob({ dataSource, client, gate, record, logger }),
  };
}

const exitCode = await runCommandLine(
  {
    line: gateLine,
    run: async (asked) => run(gateCommandOf(asked), readConfig(await readRegistry())),
    explain(error) {
      if (error instanceof GateStaysHeld) return `Refused: ${error.message}`;
      if (error instanceof FreedUnrecorded)
        return `Freed, but ${error.message}: note it down. ${JSON.stringify(error.entry)}`;
      if (error instanceof GateUnavailable) return 'Not possible: Redis does not answer.';
      if (isUnreachable(error)) {
        return 'Not possible: PostgreSQL does not answer, so nothing was done. No start is accepted while it is away.';
      }
      if (error instanceof Error && error.message.includes('permission denied to set role')) {
        return 'Not possible: this login may not work as bulkgate_worker. Run it where a worker runs.';
      }
      return null;
    },
  },
  process.argv.slice(2),
);
process.exit(exitCode);
