import { randomBytes } from 'node:crypto';
import { LaunchError } from '../setup/launch-error.mjs';

const PREFIX = 'bulkgate_demo_';

/**
 * A database of the demo's own on a server that a person named. The demo deletes leads; it must never do that in a
 * database that was there before.
 *
 * @param {string} serverUrl
 * @returns {Promise<string>} its address
 */
export async function makeOwnDatabase(serverUrl) {
  const url = new URL(serverUrl);
  const name = `${PREFIX}${randomBytes(5).toString('hex')}`;
  try {
    await administer(serverUrl, `CREATE DATABASE ${name}`);
  } catch (error) {
    throw new LaunchError(
      `The demo makes a database of its own on the server named in DATABASE_URL, and could not: ${error instanceof Error ? error.message : error}\n` +
        'Unset DATABASE_URL to run the demo with a PostgreSQL of its own.',
    );
  }
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Drops what `makeOwnDatabase` made, and no other database whatever its address says.
 *
 * @param {string} ownUrl
 */
export async function dropOwnDatabase(ownUrl) {
  const url = new URL(ownUrl);
  const name = url.pathname.slice(1);
  if (!new RegExp(`^${PREFIX}[0-9a-f]{10}$`).test(name)) return;
  url.pathname = '/postgres';
  await administer(url.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/**
 * @param {string} url
 * @param {string} statement
 */
async function administer(url, statement) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
