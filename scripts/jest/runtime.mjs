import { createRequire, isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction, SyntheticModule } from 'node:vm';

const require = createRequire(import.meta.url);
const { default: Runtime } = /** @type {any} */ (require('jest-runtime'));

/**
 * Loads each package once for each of Jest's processes, by Node itself and from Node's compile cache. Jest's own way is to
 * load them anew for every test file, 1.4 s of processor time for each file that uses the API. Our modules are loaded for
 * each file, as ever.
 *
 * Reaches into Jest, for which there is no other way: look here first when a new version of Jest fails.
 */
export default class PackageSharingRuntime extends Runtime {
  /** @param {unknown[]} args */
  constructor(...args) {
    const { getBuiltinModule } = process;
    super(...args);
    // It is the process's, and not this file's alone.
    process.getBuiltinModule = getBuiltinModule;
    const { esmLoader, executor, registries } = this;

    // Nothing runs in a context of its own: see environment.mjs.
    esmLoader.getContext = () => undefined;
    executor.compile = (/** @type {string} */ source, /** @type {string} */ filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });

    const resolveForGraph = esmLoader.resolveSpecifierForSyncGraph.bind(esmLoader);
    esmLoader.resolveSpecifierForSyncGraph = (
      /** @type {string} */ from,
      /** @type {string} */ specifier,
      /** @type {any[]} */ ...[context, scratch, registry, ...rest]
    ) => {
      const file = packageFile(specifier);
      if (file === null) return resolveForGraph(from, specifier, context, scratch, registry, ...rest);
      esmLoader.tryCommitSynthetic(specifier, registry, scratch, () => wrapPackage(file));
      return { cacheKey: specifier, enqueue: null, modulePath: specifier };
    };
    // For `import()`, and for everything where Node cannot link modules in one go (before 22.21).
    const resolveModule = esmLoader.resolveModule.bind(esmLoader);
    esmLoader.resolveModule = async (/** @type {string} */ specifier, /** @type {any[]} */ ...rest) => {
      const file = packageFile(specifier);
      if (file === null) return resolveModule(specifier, ...rest);
      const registry = registries.getActiveEsmRegistry();
      const module = registry.get(specifier) ?? wrapPackage(file);
      registry.set(specifier, module);
      if (module.status === 'unlinked') await module.link(() => undefined);
      await module.evaluate();
      return module;
    };
  }
}

/** @type {Map<string, string | null>} */
const packageFiles = new Map();

/** @param {string} specifier @returns the file that an import leads to, if it is a package's and not ours */
function packageFile(specifier) {
  if (/^[./]|^\w+:/.test(specifier) || isBuiltin(specifier) || specifier === '@jest/globals') return null;
  const known = packageFiles.get(specifier);
  if (known !== undefined) return known;
  const url = import.meta.resolve(specifier);
  const file = url.includes('/node_modules/') ? fileURLToPath(url) : null;
  packageFiles.set(specifier, file);
  return file;
}

/** @param {string} file */
function wrapPackage(file) {
  const loaded = require(file);
  const isEsModule = Object.prototype.toString.call(loaded) === '[object Module]';
  const values = isEsModule ? loaded : { ...loaded, default: loaded };
  const module = new SyntheticModule(
    Object.keys(values),
    () => {
      for (const [name, value] of Object.entries(values)) module.setExport(name, value);
    },
    { identifier: file },
  );
  return module;
}
