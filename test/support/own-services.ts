import { rm } from 'node:fs/promises';
import path from 'node:path';
import { removeOwnedFolder } from '../../scripts/stack/postgres-account.mjs';
import { type RunningPostgres, startPostgres } from '../../scripts/stack/postgres.mjs';
import { type RunningTemporal, startTemporal } from '../../scripts/stack/temporal.mjs';
import { makeThrowAwayFolder } from '../../scripts/stack/throw-away.mjs';

interface Restartable<T> {
  readonly first: T;
  /** Takes the service down. */
  stop(): Promise<void>;
  /** Brings it up again, at the same address and with the same data. */
  startAgain(): Promise<void>;
}

/** A PostgreSQL server of the test's own, which it may stop. */
export function withPostgres(test: (postgres: Restartable<RunningPostgres>) => Promise<void>): Promise<void> {
  return withRestartable('postgres', (dir, port) => startPostgres({ dir, ...(port ? { port } : {}) }), 'stop', test);
}

/** A Temporal server of the test's own, which it may kill. */
export function withTemporal(test: (temporal: Restartable<RunningTemporal>) => Promise<void>): Promise<void> {
  return withRestartable('temporal', (dir, port) => startTemporal({ dir, ...(port ? { port } : {}) }), 'kill', test);
}

async function withRestartable<T extends { port: number; stop(): Promise<void>; kill(): Promise<void> }>(
  name: string,
  start: (dir: string, port?: number) => Promise<T>,
  end: 'stop' | 'kill',
  test: (service: Restartable<T>) => Promise<void>,
): Promise<void> {
  const folder = await makeThrowAwayFolder(name);
  const dir = path.join(folder, name);
  let running: T | undefined;
  try {
    const first = await start(dir);
    running = first;
    await test({
      first,
      async stop() {
        await running?.[end]();
      },
      async startAgain() {
        running = await start(dir, first.port);
      },
    });
  } finally {
    await running?.[end](); // a PostgreSQL that is killed leaves its shared memory behind
    if (name === 'postgres') await removeOwnedFolder(path.join(dir, 'data'));
    await rm(folder, { recursive: true, force: true });
  }
}
