import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './repository.mjs';

/**
 * @typedef {object} TestFile what a test file needs is what it imports, however far away
 * @property {string} file absolute
 * @property {boolean} needsServices the addresses of PostgreSQL, Redis and Temporal
 * @property {boolean} needsPrograms it starts processes, or reads what is compiled
 * @property {boolean} hasLongForm it does more when `npm run test:long` runs it
 * @property {boolean} isEndToEnd `npm run test:e2e` runs it, and nothing else does
 */

const testFolder = path.join(repositoryRoot, 'test');
const endToEndFolder = path.join(testFolder, 'e2e', path.sep);
const SERVICES = path.join(testFolder, 'support', 'services.ts');
const LENGTH = path.join(testFolder, 'support', 'length.ts');
const ADDRESS = /process\.env\.(DATABASE_URL|REDIS_URL|TEMPORAL_ADDRESS)\b/;
// Types are gone when the test runs.
const IMPORT = /^(?:import|export)\s(?!type\s)[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm;

/** @returns {TestFile[]} */
export function findTestFiles() {
  return readdirSync(testFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => inspectTest(path.join(testFolder, file)));
}

/**
 * @param {string} file
 * @returns {TestFile}
 */
function inspectTest(file) {
  const found = {
    file,
    needsServices: false,
    needsPrograms: false,
    hasLongForm: false,
    isEndToEnd: file.startsWith(endToEndFolder),
  };
  const seen = new Set([file]);
  for (const module of seen) {
    if (module === SERVICES) found.needsServices = true;
    if (module === LENGTH) found.hasLongForm = true;
    const { imports, usesPrograms, asksForAddress } = readModule(module);
    if (asksForAddress) found.needsServices = true;
    if (usesPrograms) found.needsPrograms = true;
    for (const imported of imports) seen.add(imported);
  }
  return found;
}

/** @type {Map<string, { imports: string[], usesPrograms: boolean, asksForAddress: boolean }>} */
const modules = new Map();

/** @param {string} file */
function readModule(file) {
  const known = modules.get(file);
  if (known) return known;
  const text = readFileSync(file, 'utf8');
  const names = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  const read = {
    imports: names.filter((name) => name.startsWith('.')).flatMap((name) => resolveImport(file, name)),
    usesPrograms: names.includes('node:child_process') || text.includes('/dist-test/'),
    asksForAddress: file.startsWith(testFolder) && ADDRESS.test(text),
  };
  modules.set(file, read);
  return read;
}

/**
 * @param {string} from
 * @param {string} name
 */
function resolveImport(from, name) {
  const imported = path.resolve(path.dirname(from), name);
  return [imported.replace(/\.js$/, '.ts'), imported]
    .filter((file) => /\.(ts|mjs)$/.test(file) && existsSync(file))
    .slice(0, 1);
}
