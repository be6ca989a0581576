import path from 'node:path';
import { cacheFolder, cachedBinary } from '../setup/cached-binary.mjs';
import { goInstall } from '../setup/go-install.mjs';
import { makeFolder } from '../setup/make-folder.mjs';
import { doesRun, onPath } from './find-binary.mjs';
import { freePort } from './ports.mjs';
import { makePrivateFolder } from './private-folder.mjs';
import { startProcess, waitUntilReady } from './processes.mjs';
import { s3ServerVersion } from './settings.mjs';

/** @typedef {import('./processes.mjs').RunningProcess & { url: string }} RunningS3Server */

const PROGRAM = 'versitygw';

/**
 * An S3-compatible server for tests that checks signatures, their time and checksums: versitygw, on PATH, else in the user's
 * cache, else built with Go. Unlike the services it can be done without, so none is a reason and no error.
 *
 * @param {(text: string) => void} [say]
 * @returns {Promise<{ binary: string } | { binary: null, reason: string }>}
 */
export async function findS3Server(say = console.log) {
  const present = onPath(PROGRAM);
  if (present !== null && (await doesRun(present))) return { binary: present };
  const versioned = `github.com/versity/versitygw/cmd/versitygw@v${s3ServerVersion}`;
  try {
    const binary = await cachedBinary(path.join(cacheFolder(`${PROGRAM}-${s3ServerVersion}`), PROGRAM), {
      say,
      doesRun,
      fill: (target) => goInstall('versitygw', versioned, target, say),
    });
    return { binary };
  } catch (error) {
    return {
      binary: null,
      reason: `there is no S3-compatible server: ${error instanceof Error ? error.message : error}`,
    };
  }
}

/**
 * Starts it on 127.0.0.1, with nothing in it.
 *
 * @param {{ binary: string, dir: string, accessKey: string, secretKey: string }} options `dir` holds its data and its log
 * @returns {Promise<RunningS3Server>}
 */
export async function startS3Server({ binary, dir, accessKey, secretKey }) {
  await makePrivateFolder(dir);
  const [data, metadata] = [path.join(dir, 'buckets'), path.join(dir, 'metadata')];
  for (const folder of [data, metadata]) makeFolder(folder);
  const port = await freePort();
  const server = startProcess({
    name: 'The S3-compatible server',
    command: binary,
    // Not every file system of a temporary folder has extended attributes, where it keeps metadata otherwise.
    args: ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', '--sidecar', metadata, data],
    logFile: path.join(dir, 's3-server.log'),
    env: { ...process.env, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
  });
  const url = `http://127.0.0.1:${port}`;
  // It answers, if only that this is for nobody without a signature.
  await waitUntilReady(server, async () => (await fetch(url)).status === 403);
  return { ...server, url };
}
