import { writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import path from 'node:path';
import { passwordOf } from './password-file.mjs';
import { freePort } from './ports.mjs';
import { makePrivateFolder } from './private-folder.mjs';
import { startProcess, waitUntilReady } from './processes.mjs';
import { findRedis } from './redis-binary.mjs';
import { redisSettings } from './settings.mjs';

/** @typedef {import('./processes.mjs').RunningProcess & { url: string, port: number }} RunningRedis */

/**
 * Starts Redis on 127.0.0.1 and waits until it has read its append-only file. The same `dir` and `port` again continue
 * where it was stopped or killed.
 *
 * @param {object} options
 * @param {string} options.dir holds the append-only file and the password
 * @param {number | null} [options.port] a free one unless given
 * @param {string | null} [options.binary]
 * @param {string} [options.logFile]
 * @param {(service: import('./processes.mjs').RunningProcess) => void} [options.started]
 * @param {() => Promise<number>} [options.choose] the free port, so that a test can choose one that is not
 * @returns {Promise<RunningRedis>}
 */
export async function startRedis({
  dir,
  port,
  binary,
  logFile = path.join(dir, 'redis.log'),
  started,
  choose = freePort,
}) {
  await makePrivateFolder(dir);
  const password = await passwordOf(dir);
  // By a file: everybody on this machine can read the arguments of a process.
  const config = path.join(path.resolve(dir), 'redis.conf');
  await writeFile(config, `requirepass ${password}\n`, { mode: 0o600 });
  const command = binary ?? (await findRedis());
  const settings = Object.entries(redisSettings).flatMap(([name, value]) => [`--${name}`, value]);
  const startOn = async (/** @type {number} */ chosen) => {
    const redis = startProcess({
      name: 'Redis',
      command,
      args: [config, '--port', String(chosen), '--bind', '127.0.0.1', '--dir', path.resolve(dir), ...settings],
      logFile,
      started,
    });
    await waitUntilReady(redis, () => isServing(chosen, redis.pid, password), 30_000);
    return { ...redis, port: chosen, url: `redis://:${password}@127.0.0.1:${chosen}` };
  };
  if (port != null) return startOn(port);
  try {
    return await startOn(await choose());
  } catch (error) {
    // Between the look and the bind another program can take a port. Once is chance.
    if (!/Address already in use/.test(error instanceof Error ? error.message : '')) throw error;
    return startOn(await choose());
  }
}

/**
 * Asked on a plain socket, since the launcher runs before ioredis is installed: whether it has read its file (before that
 * it answers LOADING) and is the process just started and not another Redis on the same port.
 *
 * @param {number} port
 * @param {number} pid
 * @param {string} password
 * @returns {Promise<boolean>}
 */
function isServing(port, pid, password) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = createConnection({ port, host: '127.0.0.1', timeout: 1000 }, () => {
      socket.write(`AUTH ${password}\r\nPING\r\nINFO server\r\nQUIT\r\n`);
    });
    socket.on('data', (data) => (answer += data.toString('utf8')));
    socket.once('timeout', () => socket.destroy());
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(/^\+OK\r\n\+PONG\r\n/.test(answer) && answer.includes(`\nprocess_id:${pid}\r`)));
  });
}
