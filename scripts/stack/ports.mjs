import { createServer } from 'node:net';
import { LaunchError, usageError } from '../setup/launch-error.mjs';

// Below the range from which systems hand out ports for outgoing connections (32768 on Linux, 49152 elsewhere): a port
// taken from that range can be gone again by the time the service binds it.
const LOWEST = 20_000;
const HIGHEST = 29_999;

/** Handed out by this process and perhaps not yet bound. @type {Set<number>} */
const handedOut = new Set();

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that is free now and was not handed out before by this process. */
export async function freePort() {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isPortFree(port)) return port;
  }
  throw new LaunchError(`No free port was found between ${LOWEST} and ${HIGHEST}.`);
}

/**
 * The port a person asked for or an error; else the usual one; else a free one, and says so.
 *
 * @param {object} choice
 * @param {string} choice.what for example `the API`
 * @param {string} choice.variable the environment variable with which a person asks, for example `PORT`
 * @param {NodeJS.ProcessEnv} choice.env
 * @param {number | null} choice.usual null takes any free one, in silence
 * @param {string} [choice.host]
 * @param {(text: string) => void} choice.say
 * @returns {Promise<number>}
 */
export async function choosePort({ what, variable, env, usual, host = '127.0.0.1', say }) {
  const asked = env[variable];
  if (asked !== undefined && asked !== '') {
    const port = Number(asked);
    if (!/^\d+$/.test(asked) || port < 1 || port > 65_535) {
      throw usageError(`${variable} must be a port from 1 to 65535, not "${asked}".`);
    }
    if (!(await isPortFree(port, host))) {
      throw new LaunchError(
        `Port ${port} for ${what} (${variable}) is in use by another program.\n` +
          `Stop that program, or choose another port: ${variable}=${port + 1}`,
      );
    }
    handedOut.add(port);
    return port;
  }
  if (usual === null) return freePort();
  if (!handedOut.has(usual) && (await isPortFree(usual, host))) {
    handedOut.add(usual);
    return usual;
  }
  const port = await freePort();
  say(`Port ${usual} is busy: using ${port} for ${what}.`);
  return port;
}
