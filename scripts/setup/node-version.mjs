// Imported first by every command. The modules behind it use nothing at load time that an old Node lacks (hence the
// default imports of node:util), so that an old Node gets as far as this text instead of a syntax or link error.

const OLDEST = /** @type {const} */ ([20, 19]);

/** @param {string} version for example `18.19.0` */
export function isNodeTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

if (isNodeTooOld(process.versions.node)) {
  console.error(
    `BulkGate needs Node ${OLDEST.join('.')} or newer; this is Node ${process.versions.node}.\n` +
      'Install a current version (https://nodejs.org, or "nvm install 22") and run the command again.',
  );
  process.exit(1);
}
