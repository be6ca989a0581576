import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Random for each data folder: other people on this machine can reach 127.0.0.1 too.
 *
 * @param {string} dir
 * @returns {Promise<string>} letters and digits
 */
export async function passwordOf(dir) {
  const file = path.join(dir, 'password');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known.trim();
  const password = randomBytes(18).toString('hex');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}
