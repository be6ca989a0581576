/**
 * Import directions (docs/architecture.md says why). Types are imports too, except where a rule says otherwise: the
 * workflow sees the *types* of activities, never their code.
 */
const PURE_OPERATIONS = '^src/operations/';
/** Not its sub-folders: storage and provider do I/O. */
const PURE_RECORDINGS = '^src/recordings/[^/]+$';
const valuesOnly = { dependencyTypesNot: ['type-only'] };

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Not of types either: two files that need each other are one idea.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'operations-import-nothing-of-ours',
      comment: 'But the types of what a provider answers and of a channel, which import nothing themselves.',
      severity: 'error',
      from: { path: PURE_OPERATIONS },
      to: { path: '^src/', pathNot: [PURE_OPERATIONS, '^src/channels/(send-outcome|channel)\\.ts$'] },
    },
    {
      name: 'recordings-import-nothing-of-ours',
      severity: 'error',
      from: { path: PURE_RECORDINGS },
      to: { path: '^src/', pathNot: PURE_RECORDINGS },
    },
    {
      name: 'storage-and-provider-stand-alone',
      comment: 'They know what a recording is and nothing of Temporal, Nest, Redis or the database.',
      severity: 'error',
      from: { path: '^src/recordings/[^/]+/' },
      to: { path: '^src/', pathNot: '^src/recordings/' },
    },
    {
      name: 'gate-knows-ioredis-only',
      comment: 'Not Temporal, Nest or the database; of ours only how a job id looks.',
      severity: 'error',
      from: { path: '^src/gate/' },
      to: { pathNot: ['^src/gate/', '^src/operations/job-id', 'node_modules/ioredis', '^(node:)?fs$'] },
    },
    {
      name: 'workflows-stay-deterministic',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: {
        pathNot: ['^src/workflows/', PURE_OPERATIONS, PURE_RECORDINGS, 'node_modules/@temporalio/(workflow|common)'],
        ...valuesOnly,
      },
    },
    {
      name: 'workflows-see-no-other-types',
      comment: 'Those of the domain, of recordings and of activities.',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: { path: '^src/', pathNot: ['^src/(workflows|activities)/', PURE_OPERATIONS, PURE_RECORDINGS] },
    },
    {
      name: 'pure-for-workflows',
      comment: 'What workflows import of the domain may not reach Node: the bundle would fail, or worse, differ.',
      severity: 'error',
      from: { path: [PURE_OPERATIONS, PURE_RECORDINGS] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'api-never-imports-activities',
      severity: 'error',
      from: { path: '^src/api/' },
      to: { path: '^src/activities/' },
    },
    {
      name: 'only-programs-import-api',
      severity: 'error',
      from: { pathNot: '^src/(bin|api)/' },
      to: { path: '^src/api/' },
    },
    {
      name: 'jobs-know-no-http',
      comment: 'The API, a schedule and a command share these use cases.',
      severity: 'error',
      from: { path: '^src/jobs/' },
      to: { path: '^src/(api|http)/' },
    },
    {
      name: 'nest-answers-requests-only',
      severity: 'error',
      from: { pathNot: '^src/(api|http|bin)/' },
      to: { path: 'node_modules/@nestjs' },
    },
    {
      name: 'config-knows-pure-domain-only',
      comment: 'Consumers take the types of their settings from config, and config nothing from them.',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { path: '^src/', pathNot: ['^src/config/', PURE_OPERATIONS, PURE_RECORDINGS] },
    },
    {
      name: 'console-runs-in-browsers',
      comment: 'It knows the API by its client, and nothing of the programs; they know it by its built files.',
      severity: 'error',
      from: { path: '^src/console/' },
      to: { path: ['^src/', '^node:'], pathNot: '^src/console/' },
    },
    {
      name: 'programs-import-no-console',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/console/' },
      to: { path: '^src/console/' },
    },
    {
      name: 'no-dev-dependencies-in-production',
      comment: 'The console is bundled by the build, and an installation has none of its libraries.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/console/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown', 'undetermined'] },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
