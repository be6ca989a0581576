import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { removeOwnedFolder } from '../../scripts/stack/postgres-account.mjs';
import { type RunningPostgres, startPostgres } from '../../scripts/stack/postgres.mjs';
import { makeThrowAwayFolder } from '../../scripts/stack/throw-away.mjs';

interface Primary {
  readonly first: RunningPostgres;
  stop(): Promise<void>;
  startAgain(): Promise<void>;
}

/** Restarts the server, with a replica that streams from it. */
export async function withReplica(primary: Primary, test: (replica: RunningPostgres) => Promise<void>): Promise<void> {
  const { url } = primary.first;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  await client.end();
  await primary.stop();
  const dir = await makeThrowAwayFolder('replica');
  let replica: RunningPostgres | undefined;
  try {
    const data = path.join(dir, 'data');
    await mkdir(data);
    // Of a server that was stopped: such a copy needs no backup's label. With its owner and modes, which Node's `cp` changes.
    await promisify(execFile)('cp', ['-a', rows[0]!.data_directory, data]);
    const cluster = path.join(data, 'cluster');
    await writeFile(path.join(dir, 'password'), decodeURIComponent(new URL(url).password), { mode: 0o600 });
    await appendFile(path.join(cluster, 'postgresql.auto.conf'), `primary_conninfo = '${url}'\n`);
    await writeFile(path.join(cluster, 'standby.signal'), '');
    await primary.startAgain();
    replica = await startPostgres({ dir });
    await test(replica);
  } finally {
    await replica?.stop();
    await removeOwnedFolder(path.join(dir, 'data'));
    await rm(dir, { recursive: true, force: true });
  }
}
