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
    '[\\\\/]node_modules[\\\\/]cookie[\\\\/].+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
    // For @nestjs/throttler, which is CommonJS and requires Nest's ES modules: Node does that from 20.19 on, Jest on Node 20
    // does not. With no kind of module set they stay ES modules where they are imported and are CommonJS where required.
    '[\\\\/]node_modules[\\\\/]@nestjs[\\\\/](common|core)[\\\\/].+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2022' } },
    ],
  },
  transformIgnorePatterns: ['[\\\\/]node_modules[\\\\/](?!cookie[\\\\/]|@nestjs[\\\\/](common|core)[\\\\/])'],
  // Twice as long as a test waits for a job (`finished`): what did not come is told by the test, not by a time-out of Jest.
  testTimeout: 120_000,
  maxWorkers: 2,
};
