import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../setup/make-folder.mjs';
import { inRepository } from '../setup/repository.mjs';
import { removeOwnedFolder } from './postgres-account.mjs';

/**
 * @typedef {object} StackDescription what stack.json tells other programs about a running stack
 * @property {string} api base address
 * @property {string} databaseUrl
 * @property {string} redisUrl
 * @property {string} temporalAddress
 * @property {string} temporalNamespace
 * @property {string | null} temporalUi base address; null where it is not known
 * @property {string | null} recordingProvider base address of the telephony provider's stand-in; null where there is none
 * @property {string | null} messagingProvider base address of the stand-in for WhatsApp and Twilio; null where there is none
 * @property {Record<string, number>} pids of what this stack started itself
 */

/**
 * The folder of the local stack: STATE_DIR, or `.local` in the repository.
 *
 * @param {NodeJS.ProcessEnv} [env]
 */
export function stateFolder(env = process.env) {
  return env['STATE_DIR'] ? path.resolve(env['STATE_DIR']) : inRepository('.local');
}

/**
 * The secret that signs tokens: JWT_SECRET, else the one of this folder, made once.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>}
 */
export async function ensureSecret(folder, env = process.env) {
  const known = await readSecret(folder, env);
  if (known !== null) return known;
  makeFolder(folder);
  const secret = randomBytes(48).toString('base64url');
  await writePrivately(path.join(folder, 'jwt-secret'), secret);
  return secret;
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string | null>} null when no stack was started here yet
 */
export async function readSecret(folder, env = process.env) {
  if (env['JWT_SECRET']) return env['JWT_SECRET'];
  const text = await readFile(path.join(folder, 'jwt-secret'), 'utf8').catch(() => '');
  return text === '' ? null : text.trim();
}

/**
 * @param {string} folder
 * @param {StackDescription} description
 */
export async function writeDescription(folder, description) {
  await writePrivately(path.join(folder, 'stack.json'), `${JSON.stringify(description, null, 2)}\n`);
}

/**
 * @param {string} folder
 * @returns {Promise<StackDescription | null>} null when no stack is up
 */
export async function readDescription(folder) {
  try {
    return JSON.parse(await readFile(path.join(folder, 'stack.json'), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Removes what says that a stack is up; of one that is thrown away, all of its state.
 *
 * @param {{ folder: string, isThrowAway: boolean }} state
 */
export async function removeState({ folder, isThrowAway }) {
  await rm(path.join(folder, 'stack.json'), { force: true });
  if (!isThrowAway) return;
  await removeOwnedFolder(path.join(folder, 'postgres', 'data'));
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Whole or not at all, and for this account only: it holds passwords.
 *
 * @param {string} file
 * @param {string} text
 */
async function writePrivately(file, text) {
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, file);
}
