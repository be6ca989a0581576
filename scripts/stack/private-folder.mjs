import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * A folder for this account alone. Only the folder itself: a mode given to a recursive mkdir closes all the parents it
 * makes too, and PostgreSQL, which under root runs as somebody else, could not pass through them.
 *
 * @param {string} folder
 */
export async function makePrivateFolder(folder) {
  await mkdir(path.dirname(folder), { recursive: true });
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
}
