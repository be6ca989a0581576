import path from 'node:path';

/**
 * Licences that ask for nothing but their text and the names in it. Another one is a decision of people, made here.
 */
const TAKEN = new Set([
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0'],
  ...['Python-2.0', 'Unlicense', 'Zlib', 'CC-BY-4.0'],
]);

/** Packages that state theirs in a file alone, which somebody has read. @type {Record<string, string>} */
const READ = { 'unionfs@4.6.0': 'Unlicense' };

/** @typedef {{ name: string, version: string, licence: string }} Package */
/** @typedef {{ version?: string, dev?: boolean, devOptional?: boolean, optional?: boolean, link?: boolean, resolved?: string, license?: string, dependencies?: object, optionalDependencies?: object, peerDependencies?: object, peerDependenciesMeta?: Record<string, { optional?: boolean }> }} Locked */

/** An import of a package: its name in the first group, without a path in it. */
const IMPORT = /(?:\bfrom|^import)\s+'(@[\w.-]+\/[\w.-]+|[\w-][\w.-]*)(?:\/[^']*)?'/gm;

/**
 * The packages that source files import.
 *
 * @param {readonly string[]} texts
 */
export function importedPackages(texts) {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(IMPORT)].map(([, name = '']) => name)))].sort();
}

/**
 * Every package that is installed without development dependencies, also those for other machines, and every package
 * that may be in the bundle of the console. The licence is what the lock file noted of the package, which is the same on
 * every machine.
 *
 * @param {{ packages: Record<string, Locked> }} lock package-lock.json
 * @param {readonly string[]} [bundled] the packages that the console imports
 * @returns {Package[]}
 */
export function productionPackages(lock, bundled = []) {
  /** @type {Map<string, Package>} */
  const found = new Map();
  const inService = neededBy('', lock.packages);
  const inConsole = new Set(bundled.flatMap((name) => [...neededBy(`node_modules/${name}`, lock.packages)]));
  for (const [where, locked] of Object.entries(lock.packages)) {
    const isInstalled = inService.has(where) && !locked.dev && !locked.devOptional;
    if ((!isInstalled && !inConsole.has(where)) || locked.link) continue;
    const name = where.slice(where.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const id = `${name}@${locked.version}`;
    found.set(id, { name, version: String(locked.version), licence: READ[id] ?? locked.license ?? 'none stated' });
  }
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/**
 * Where the packages lie that one asks for, by itself or through others, and where it lies itself. A workspace of this
 * repository is no part of the service, but npm marks what a workspace needs as production's.
 *
 * @param {string} start where the asking package lies; '' for this one
 * @param {Record<string, Locked>} packages
 */
function neededBy(start, packages) {
  /** @type {Set<string>} */
  const needed = new Set(start === '' ? [] : [start]);
  const visit = (/** @type {string} */ where) => {
    const { link, resolved = '', dependencies, optionalDependencies, peerDependencies } = packages[where] ?? {};
    if (link) visit(resolved);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = foundFrom(where, name, packages);
      if (found === undefined || needed.has(found)) continue;
      needed.add(found);
      visit(found);
    }
  };
  visit(start);
  return needed;
}

/**
 * Where Node finds a package: beside the one that asks for it, else further up.
 *
 * @param {string} where
 * @param {string} name
 * @param {Record<string, Locked>} packages
 * @returns {string | undefined}
 */
function foundFrom(where, name, packages) {
  const place = path.posix.join(where, 'node_modules', name);
  if (packages[place] !== undefined) return place;
  return where === ''
    ? undefined
    : foundFrom(where.slice(0, Math.max(0, where.lastIndexOf('/node_modules/'))), name, packages);
}

/**
 * An SPDX expression of licences joined by AND and OR, with brackets around either.
 *
 * @param {string} expression
 * @returns {boolean}
 */
export function isTaken(expression) {
  const bare = expression.trim().replace(/^\(([^()]*)\)$/, '$1');
  if (/\(/.test(bare)) return false;
  if (/ OR /.test(bare)) return bare.split(' OR ').some(isTaken);
  return bare.split(' AND ').every((licence) => TAKEN.has(licence.trim()));
}

/**
 * @param {readonly Package[]} packages
 * @returns {string[]} one for each package whose licence we do not take
 */
export function refusedLicences(packages) {
  return packages
    .filter(({ licence }) => !isTaken(licence))
    .map(({ name, version, licence }) => `${name} ${version} is under "${licence}", which is not on the list.`);
}

/** @param {readonly Package[]} packages */
export function licenceList(packages) {
  const lines = packages.map(({ name, version, licence }) => `${name} ${version}: ${licence}`);
  return `What runs in production and is not ours, with its licence. Made by \`npm run licences\`; the texts are in the packages.\n\n${lines.join('\n')}\n`;
}

/**
 * Dependencies that npm may resolve to something else tomorrow.
 *
 * @param {{ dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} manifest
 * @returns {string[]}
 */
export function inexactVersions(manifest) {
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} in package.json is "${version}": an exact version is needed.`);
}
