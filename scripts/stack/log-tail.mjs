import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const TAIL_BYTES = 16 * 1024;
const ROTATE_AT_BYTES = 10 * 1024 * 1024;

/**
 * The last lines of a log, without reading all of it.
 *
 * @param {string} file
 * @param {{ lines?: number, from?: number }} [options] `from`: the byte where the interesting part begins
 */
export function logTail(file, { lines = 20, from = 0 } = {}) {
  try {
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      const buffer = Buffer.alloc(Math.max(0, Math.min(size - from, TAIL_BYTES)));
      readSync(fd, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}

/**
 * Moves a log that has grown past 10 MB to `<file>.1`, so that a stack used for months keeps at most two of them.
 *
 * @param {string} file
 */
export function rotateLog(file) {
  try {
    if (statSync(file).size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // No log yet.
  }
}
