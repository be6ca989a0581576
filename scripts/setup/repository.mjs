import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json; every command works from here, wherever it is called from. */
export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {...string} parts */
export function inRepository(...parts) {
  return path.join(repositoryRoot, ...parts);
}
