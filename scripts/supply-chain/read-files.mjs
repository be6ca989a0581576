import { readFile } from 'node:fs/promises';
import { inRepository } from '../setup/repository.mjs';

/**
 * @param {...string} parts path in the repository
 * @returns {Promise<string>} nothing where there is no such file
 */
export async function readText(...parts) {
  return readFile(inRepository(...parts), 'utf8').catch(() => '');
}

/** @param {...string} parts path in the repository */
export async function readJson(...parts) {
  return JSON.parse(await readText(...parts));
}
