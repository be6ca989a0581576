import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

// A file that names the process it belongs to: one owner at a time, and the file of an owner that died is taken over.
// Synchronous, so that nothing else of this process happens between two steps.

/**
 * Makes the file unless it is there. It comes into being with its text: nobody ever sees one without an owner.
 *
 * @param {string} file
 * @param {string} text
 * @returns {boolean} whether this made it
 */
export function makeOwnerFile(file, text) {
  const unfinished = uniqueNameBeside(file);
  writeFileSync(unfinished, text, { mode: 0o600 });
  try {
    return linkUnlessThere(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/**
 * Removes the file if it still has the text that was read. Two who both read a dead owner must not both remove: the second
 * would remove what the first has made anew. So it is moved aside first, which only one can do, and put back when it turns
 * out to be another's.
 *
 * @param {string} file
 * @param {string} text
 * @returns {boolean} whether this removed it
 */
export function removeOwnerFile(file, text) {
  const aside = uniqueNameBeside(file);
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  const isAsRead = readFileSync(aside, 'utf8') === text;
  if (!isAsRead) linkUnlessThere(aside, file);
  rmSync(aside, { force: true });
  return isAsRead;
}

/**
 * @param {string} from
 * @param {string} to
 */
function linkUnlessThere(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function uniqueNameBeside(file) {
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
