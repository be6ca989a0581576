import path from 'node:path';
import { findPythonProgram } from '../setup/python-environment.mjs';
import { inRepository } from '../setup/repository.mjs';
import { freePort } from './ports.mjs';
import { makePrivateFolder } from './private-folder.mjs';
import { startProcess, waitUntilReady } from './processes.mjs';

/** @typedef {import('./processes.mjs').RunningProcess & { url: string }} RunningS3Server */

const moto = {
  name: 'Moto',
  neededBy: 'an S3-compatible server for tests',
  program: 'moto_server',
  trial: '--help',
  pins: inRepository('scripts', 'stack', 's3-server.requirements.txt'),
};

/**
 * An S3-compatible server for tests: Moto, in an environment of its own that is installed the first time. Unlike the
 * services it can be done without, so none is a reason and no error.
 *
 * @returns {Promise<{ binary: string } | { binary: null, reason: string }>}
 */
export async function findS3Server() {
  try {
    return { binary: await findPythonProgram(moto) };
  } catch (error) {
    return { binary: null, reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Starts it on 127.0.0.1, with nothing in it: it keeps all in memory and in temporary files.
 *
 * @param {{ binary: string, dir: string }} options `dir` holds its log
 * @returns {Promise<RunningS3Server>}
 */
export async function startS3Server({ binary, dir }) {
  await makePrivateFolder(dir);
  const port = await freePort();
  const server = startProcess({
    name: 'The S3-compatible server',
    command: binary,
    args: ['--host', '127.0.0.1', '--port', String(port)],
    logFile: path.join(dir, 's3-server.log'),
    env: { ...process.env, TMPDIR: dir },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(server, async () => (await fetch(`${url}/moto-api/data.json`)).ok);
  return { ...server, url };
}
