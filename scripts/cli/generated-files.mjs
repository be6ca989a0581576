import { readFile, writeFile } from 'node:fs/promises';
import { inRepository } from '../setup/repository.mjs';

/**
 * Writes files that are made from something else. With `check` nothing is written, and a file that differs is named.
 *
 * @param {Readonly<Record<string, string>>} files the text of each
 * @param {{ check: boolean, source: string, command: string }} options `source`: what they are made from
 * @returns {Promise<boolean>} whether the command has done its work: with `check` only where no file differs
 */
export async function writeGenerated(files, { check, source, command }) {
  let stale = 0;
  for (const [file, made] of Object.entries(files)) {
    if ((await readFile(inRepository(file), 'utf8').catch(() => '')) === made) continue;
    stale += 1;
    if (!check) await writeFile(inRepository(file), made);
    console.log(check ? `${file} is not what ${source} says: run ${command} and commit it.` : `${file} is new.`);
  }
  if (stale === 0) console.log(`${Object.keys(files).join(' and ')}: what ${source} says.`);
  return !check || stale === 0;
}
