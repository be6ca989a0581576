// Jest runs ES modules natively (NODE_OPTIONS=--experimental-vm-modules, set by scripts/test.mjs); swc only strips types
// and emits the decorator metadata that Nest's injector reads.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
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
  // Twice as long as a test waits for a job (`finished`): what did not come is told by the test, not by a time-out of Jest.
  testTimeout: 120_000,
  maxWorkers: 2,
};
