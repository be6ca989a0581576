// Imported first by every command. The modules behind it use nothing at load time that an old Node lacks (hence the
// default imports of node:util), so that an old Node gets as far as this text instead of a syntax or link error.
import { guard } from '../stack/process-group.mjs';
import { environmentUnder, fetchNode } from './fetch-node.mjs';
import { LaunchError } from './launch-error.mjs';

/** BulkGate runs from here on. */
export const OLDEST_NODE = '22.19.0';
/** What it is developed, tested and shipped with. */
export const DEVELOPMENT_NODE = '24';
/** From here on the commands can fetch `DEVELOPMENT_NODE` and run again under it. */
const OLDEST_NODE_THAT_FETCHES = '20.19.0';

/**
 * What a command does under that version of Node.
 *
 * @param {string} version for example `20.19.3`
 * @returns {'refuse' | 'run again' | 'run'}
 */
export function decideUnder(version) {
  if (isOlder(version, OLDEST_NODE_THAT_FETCHES)) return 'refuse';
  return isOlder(version, OLDEST_NODE) ? 'run again' : 'run';
}

/**
 * @param {string} version
 * @param {string} than
 */
function isOlder(version, than) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

const decision = decideUnder(process.versions.node);
if (decision === 'refuse') {
  console.error(
    `BulkGate needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}.\n` +
      `Install a current version (https://nodejs.org, or "nvm install ${DEVELOPMENT_NODE}") and run the command again.`,
  );
  process.exit(1);
}
if (decision === 'run again') {
  // The command's own modules wait for this one: nothing of them has run.
  try {
    const node = await fetchNode(DEVELOPMENT_NODE);
    await guard({ execPath: node, env: environmentUnder(node) });
  } catch (error) {
    console.error(error instanceof LaunchError ? error.message : error);
    process.exit(1);
  }
}
