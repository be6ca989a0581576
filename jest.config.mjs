import { findTestFiles } from './scripts/setup/test-projects.mjs';

// Jest runs ES modules natively (NODE_OPTIONS=--experimental-vm-modules, set by scripts/test.mjs); swc only strips types
// and emits the decorator metadata that Nest's injector reads.
const common = {
  testEnvironment: '<rootDir>/scripts/jest/environment.mjs',
  runtime: '<rootDir>/scripts/jest/runtime.mjs',
  injectGlobals: false,
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

/** @typedef {import('./scripts/setup/test-projects.mjs').TestFile} TestFile */

const files = findTestFiles();
/** @param {TestFile} test */
const isUnit = ({ needsServices, needsPrograms, isEndToEnd }) => !needsServices && !needsPrograms && !isEndToEnd;
/**
 * @param {string} displayName
 * @param {(test: TestFile) => boolean} belongs
 */
const project = (displayName, belongs) => ({
  ...{ ...common, displayName },
  testMatch: files.filter(belongs).map(({ file }) => file),
});

function chosenProjects() {
  if (process.env.TEST_E2E) return [project('e2e', ({ isEndToEnd }) => isEndToEnd)];
  if (process.env.TEST_LONG) return [project('long', ({ hasLongForm, isEndToEnd }) => hasLongForm && !isEndToEnd)];
  return [project('unit', isUnit), project('system', (test) => !isUnit(test) && !test.isEndToEnd)];
}

export default {
  projects: chosenProjects(),
  // Twice as long as a test waits for a job (`finished`): what did not come is told by the test, not by a time-out of Jest.
  testTimeout: 120_000,
  // Three at a time use a quarter more of two cores, and each whole run of them had a test or two that a starved machine broke.
  maxWorkers: 2,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
  coverageReporters: ['text', 'text-summary'],
};
