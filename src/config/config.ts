import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { RolePasswords } from '../db/role-logins.js';
import { operationRegistry } from '../operations/definitions/index.js';
import { createPolicies, InvalidPolicies, type Policy } from '../operations/policy.js';
import { algorithmList, hostList, hostName, proxyList } from './config-lists.js';
import { DEFAULT_MAX_BATCHES, DEFAULT_POOL_SIZE, type Program, programFaults } from './program-faults.js';
import { recordingsFaults, type RecordingsSettings, recordingsSettings } from './recordings-config.js';
import { type CodecKey, parseCodecKeys } from '../temporal/codec/codec-key.js';

/** Thrown by `readConfig`: every fault of the environment at once, each naming its variable. */
export class InvalidConfig extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The environment is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'InvalidConfig';
  }
}

const port = z.coerce.number().int().min(0).max(65_535);
/** `true` or `false`, nothing else: `Boolean("false")` is true, which is how flags get stuck on. */
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const file = z.string().min(1);
/** As a browser writes it: no path, no default port, no name to log in with. Over plain HTTP only on this machine. */
const origin = z.string().refine(isOrigin, {
  error: 'must be an origin like https://bulkgate.example, or http:// with localhost, 127.0.0.1 or [::1]',
});

/** A working day: whoever has a browser's cookie by then has it in vain. */
const MAX_SESSION_SECONDS = 28_800;
/** It goes into URLs as it is. */
const rolePassword = z.string().regex(/^[\w-]{16,200}$/, { error: 'must be 16 to 200 letters, digits, _ and -' });
/** Requests a minute that no limit is needed above. */
const MAX_RATE = 1_000_000;

const environmentSchema = z.object({
  BULKGATE_MODE: z.enum(['production', 'local']).default('production'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(DEFAULT_POOL_SIZE),
  DATABASE_CA_FILE: file.optional(),
  DATABASE_API_PASSWORD: rolePassword.optional(),
  DATABASE_WORKER_PASSWORD: rolePassword.optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  REDIS_CA_FILE: file.optional(),
  TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8233'),
  TEMPORAL_TLS: flag.default(false),
  TEMPORAL_CA_FILE: file.optional(),
  TEMPORAL_CERT_FILE: file.optional(),
  TEMPORAL_KEY_FILE: file.optional(),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TEMPORAL_CODEC_KEYS: z.string().optional(),
  TEMPORAL_CODEC_KEYS_FILE: file.optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  METRICS_PORT: port.default(9464),
  WORKER_HEALTH_PORT: port.default(3001),
  WORKER_METRICS_PORT: port.default(9465),
  CODEC_SERVER_PORT: port.default(8081),
  WORKER_MAX_BATCHES: z.coerce.number().int().min(1).max(500).default(DEFAULT_MAX_BATCHES),
  WORKER_MAX_DOWNLOADS: z.coerce.number().int().min(1).max(200).default(10),
  WORKER_SHUTDOWN_GRACE_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
  JWT_SECRET: z.string().min(32).optional(),
  JWT_ISSUER: z.string().min(1).default('bulkgate-local'),
  JWT_AUDIENCE: z.string().min(1).default('bulkgate'),
  JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  JWKS_COOLDOWN_SECONDS: z.coerce.number().int().min(1).max(3_600).default(30),
  JWKS_CACHE_SECONDS: z.coerce.number().int().min(10).max(86_400).default(600),
  JWKS_TIMEOUT_MS: z.coerce.number().int().min(100).max(30_000).default(3_000),
  JWT_ALGORITHMS: algorithmList.default(['RS256', 'PS256', 'ES256', 'EdDSA']),
  JWT_CLOCK_TOLERANCE_SECONDS: z.coerce.number().int().min(0).max(300).default(5),
  JWT_MAX_AGE_SECONDS: z.coerce.number().int().min(60).max(2_592_000).default(86_400),
  TLS_TERMINATED_BY_PROXY: flag.default(false),
  TRUSTED_PROXIES: proxyList.default([]),
  DOCS_PUBLIC: flag.default(false),
  PUBLIC_ORIGIN: origin.optional(),
  SESSION_MAX_SECONDS: z.coerce.number().int().min(60).max(MAX_SESSION_SECONDS).default(MAX_SESSION_SECONDS),
  SESSION_IDLE_SECONDS: z.coerce.number().int().min(60).max(MAX_SESSION_SECONDS).default(1_800),
  MAX_IDS_PER_REQUEST: z.coerce.number().int().min(1).max(10_000_000).default(1_000_000),
  MAX_BODY_BYTES: z.coerce.number().int().min(1_024).max(1_073_741_824).default(33_554_432),
  STARTS_PER_MINUTE: z.coerce.number().int().min(1).max(MAX_RATE).default(30),
  REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(MAX_RATE).default(1_200),
  BUSINESS_STARTS_PER_MINUTE: z.coerce.number().int().min(1).max(MAX_RATE).default(120),
  BUSINESS_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(MAX_RATE).default(6_000),
  FAILED_AUTHENTICATIONS_PER_MINUTE: z.coerce.number().int().min(1).max(MAX_RATE).default(120),
  UNKNOWN_CALLS_PER_MINUTE: z.coerce.number().int().min(1).max(MAX_RATE).default(60),
  MAX_LIVE_JOBS_PER_BUSINESS: z.coerce.number().int().min(1).max(10_000).default(20),
  MAX_UPLOADS_PER_BUSINESS: z.coerce.number().int().min(1).max(1_000).default(3),
  MAX_STREAMS_PER_CREDENTIAL: z.coerce.number().int().min(1).max(10_000).default(20),
  MAX_PLAYS_PER_CREDENTIAL: z.coerce.number().int().min(1).max(10_000).default(25),
  MAX_PLAYS_PER_BUSINESS: z.coerce.number().int().min(1).max(10_000).default(100),
  MAX_CONNECTIONS: z.coerce.number().int().min(10).max(60_000).default(1_000),
  RECORDINGS_STORAGE: z.enum(['folder', 's3']).default('folder'),
  RECORDINGS_FOLDER: file.default('recordings'),
  RECORDINGS_BUCKET: z.string().min(3).max(63).optional(),
  RECORDINGS_BUCKET_REGION: z.string().min(1).default('us-east-1'),
  RECORDINGS_BUCKET_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  RECORDINGS_TEMPORARY_FOLDER: file.optional(),
  RECORDINGS_MAX_STORED_BYTES: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).default(10_737_418_240),
  RECORDINGS_MAX_FILE_BYTES: z.coerce.number().int().min(1_024).max(4_294_967_296).default(209_715_200),
  RECORDINGS_FAILURE_SECONDS: z.coerce.number().int().min(1).max(3_600).default(30),
  RECORDINGS_HOST: hostName.optional(),
  RECORDINGS_USER: z.string().min(1).max(200).optional(),
  RECORDINGS_PASSWORD: z.string().min(1).max(1_000).optional(),
  RECORDINGS_REDIRECT_HOSTS: hostList.default([]),
  RECORDINGS_ALLOW_LOOPBACK: flag.default(false),
  RECORDINGS_CONNECT_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(3_000),
  RECORDINGS_IDLE_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(10_000),
  // Under the start-to-close of the activity.
  RECORDINGS_TOTAL_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(540).default(120),
  RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  BULKGATE_POLICIES: z.string().default('{}'),
});

/** The variables, as the schema has read them. */
export type Environment = z.infer<typeof environmentSchema>;

export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Keys of another party's tokens, fetched from where it publishes them. */
export interface JwksSettings {
  readonly url: string;
  /** Asymmetric ones only. */
  readonly algorithms: readonly string[];
  /** At most one fetch in so many seconds, whatever tokens come and whether the fetch succeeds. */
  readonly cooldownSeconds: number;
  /** Keys older than that are not used. */
  readonly cacheSeconds: number;
  readonly timeoutMs: number;
  /** A token issued longer ago is refused, whatever its `exp`: a token cannot be revoked. */
  readonly maxTokenAgeSeconds: number;
}

export interface Config {
  readonly database: {
    readonly url: string;
    readonly poolSize: number;
    readonly tls: TlsFiles | undefined;
    /** For the migration: roles that may log in by themselves. */
    readonly rolePasswords: RolePasswords;
  };
  readonly redis: { readonly url: string; readonly tls: TlsFiles | undefined };
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly uiUrl: string;
    readonly tls: TlsFiles | boolean;
    readonly apiKey: string | undefined;
    /** Of the payload codec, the one that encrypts first; none: payloads go as they are. */
    readonly codecKeys: readonly CodecKey[];
  };
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly metricsPort: number;
    /** Whose `X-Forwarded-For` is believed: addresses and CIDR ranges. Empty: nobody's. */
    readonly trustedProxies: readonly string[];
    readonly docsPublic: boolean;
    /** Where browsers find us, or undefined: on this machine only. */
    readonly publicOrigin: string | undefined;
    readonly session: { readonly maxSeconds: number; readonly idleSeconds: number };
    readonly maxIdsPerRequest: number;
    readonly maxBodyBytes: number;
    readonly limits: {
      readonly startsPerMinute: number;
      readonly requestsPerMinute: number;
      readonly businessStartsPerMinute: number;
      readonly businessRequestsPerMinute: number;
      readonly failedAuthenticationsPerMinute: number;
      readonly unknownCallsPerMinute: number;
      readonly liveJobsPerBusiness: number;
      readonly uploadsPerBusiness: number;
      readonly streamsPerCredential: number;
      readonly playsPerCredential: number;
      readonly playsPerBusiness: number;
      readonly connections: number;
    };
    readonly jwt: {
      /** The local stack's shared key; never together with `jwks`. */
      readonly secret: string | undefined;
      readonly jwks: JwksSettings | undefined;
      readonly issuer: string;
      readonly audience: string;
      readonly clockToleranceSeconds: number;
    };
  };
  readonly worker: {
    readonly healthPort: number;
    readonly metricsPort: number;
    readonly maxBatches: number;
    readonly maxDownloads: number;
    readonly shutdownGraceSeconds: number;
  };
  readonly recordings: RecordingsSettings;
  /** Whether what only serves the local stack is refused. */
  readonly isProduction: boolean;
  /** What the metrics ports bind to. */
  readonly metricsHost: string;
  readonly codecServer: { readonly port: number };
  readonly retentionDays: number;
  readonly logLevel: string;
  readonly policyOf: (operationType: string) => Policy;
}

/**
 * Reads the whole environment once; the only place that does.
 *
 * @param program the one that is to run: its own demands are checked too, those of production mode among them
 * @throws InvalidConfig with every fault, never with a secret's value
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, program?: Program): Config {
  const faults: string[] = [];
  // An empty variable means "not set": compose files pass `${X:-}` for what is optional.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`));
  }
  let policyOf: ((operationType: string) => Policy) | undefined;
  try {
    policyOf = createPolicies(JSON.parse(given.BULKGATE_POLICIES ?? '{}'));
  } catch (error) {
    if (error instanceof InvalidPolicies) faults.push(...error.faults.map((fault) => `BULKGATE_POLICIES: ${fault}`));
    else faults.push('BULKGATE_POLICIES: not valid JSON');
  }
  const readTls = (variables: Record<keyof TlsFiles, string | undefined>): TlsFiles | undefined => {
    const files: Record<string, Buffer> = {};
    for (const [name, variable] of Object.entries(variables)) {
      const path = variable === undefined ? undefined : given[variable];
      if (variable === undefined || path === undefined) continue;
      try {
        files[name] = readFileSync(path);
      } catch {
        faults.push(`${variable}: cannot be read`);
      }
    }
    return Object.keys(files).length === 0 ? undefined : files;
  };
  const databaseTls = readTls({ ca: 'DATABASE_CA_FILE', cert: undefined, key: undefined });
  const redisTls = readTls({ ca: 'REDIS_CA_FILE', cert: undefined, key: undefined });
  const temporalTls = readTls({ ca: 'TEMPORAL_CA_FILE', cert: 'TEMPORAL_CERT_FILE', key: 'TEMPORAL_KEY_FILE' });
  if (temporalTls && (temporalTls.cert === undefined) !== (temporalTls.key === undefined)) {
    faults.push('TEMPORAL_CERT_FILE: needs TEMPORAL_KEY_FILE beside it, and the other way round');
  }
  const codecKeys = readCodecKeys(given, faults);
  faults.push(...recordingsFaults(given, given.BULKGATE_MODE !== 'local'));
  if (program) faults.push(...programFaults(program, given), ...unknownTypes(given.BULKGATE_POLICIES));
  if (faults.length > 0 || !parsed.success || !policyOf) throw new InvalidConfig(faults);
  const env = parsed.data;
  return {
    database: {
      ...{ url: env.DATABASE_URL, poolSize: env.DATABASE_POOL_SIZE, tls: databaseTls },
      rolePasswords: {
        ...(env.DATABASE_API_PASSWORD ? { bulkgate_api: env.DATABASE_API_PASSWORD } : {}),
        ...(env.DATABASE_WORKER_PASSWORD ? { bulkgate_worker: env.DATABASE_WORKER_PASSWORD } : {}),
      },
    },
    redis: { url: env.REDIS_URL, tls: redisTls },
    temporal: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      uiUrl: env.TEMPORAL_UI_URL.replace(/\/+$/, ''),
      tls: temporalTls ?? env.TEMPORAL_TLS,
      apiKey: env.TEMPORAL_API_KEY,
      codecKeys,
    },
    api: {
      host: env.HOST,
      port: env.PORT,
      metricsPort: env.METRICS_PORT,
      trustedProxies: env.TRUSTED_PROXIES,
      docsPublic: env.DOCS_PUBLIC,
      publicOrigin: env.PUBLIC_ORIGIN,
      session: { maxSeconds: env.SESSION_MAX_SECONDS, idleSeconds: env.SESSION_IDLE_SECONDS },
      maxIdsPerRequest: env.MAX_IDS_PER_REQUEST,
      maxBodyBytes: env.MAX_BODY_BYTES,
      limits: {
        startsPerMinute: env.STARTS_PER_MINUTE,
        requestsPerMinute: env.REQUESTS_PER_MINUTE,
        businessStartsPerMinute: env.BUSINESS_STARTS_PER_MINUTE,
        businessRequestsPerMinute: env.BUSINESS_REQUESTS_PER_MINUTE,
        failedAuthenticationsPerMinute: env.FAILED_AUTHENTICATIONS_PER_MINUTE,
        unknownCallsPerMinute: env.UNKNOWN_CALLS_PER_MINUTE,
        liveJobsPerBusiness: env.MAX_LIVE_JOBS_PER_BUSINESS,
        uploadsPerBusiness: env.MAX_UPLOADS_PER_BUSINESS,
        streamsPerCredential: env.MAX_STREAMS_PER_CREDENTIAL,
        playsPerCredential: env.MAX_PLAYS_PER_CREDENTIAL,
        playsPerBusiness: env.MAX_PLAYS_PER_BUSINESS,
        connections: env.MAX_CONNECTIONS,
      },
      jwt: {
        secret: env.JWT_SECRET,
        jwks:
          env.JWKS_URL === undefined
            ? undefined
            : {
                url: env.JWKS_URL,
                algorithms: env.JWT_ALGORITHMS,
                cooldownSeconds: env.JWKS_COOLDOWN_SECONDS,
                cacheSeconds: env.JWKS_CACHE_SECONDS,
                timeoutMs: env.JWKS_TIMEOUT_MS,
                maxTokenAgeSeconds: env.JWT_MAX_AGE_SECONDS,
              },
        issuer: env.JWT_ISSUER,
        audience: env.JWT_AUDIENCE,
        clockToleranceSeconds: env.JWT_CLOCK_TOLERANCE_SECONDS,
      },
    },
    worker: {
      healthPort: env.WORKER_HEALTH_PORT,
      metricsPort: env.WORKER_METRICS_PORT,
      maxBatches: env.WORKER_MAX_BATCHES,
      maxDownloads: env.WORKER_MAX_DOWNLOADS,
      shutdownGraceSeconds: env.WORKER_SHUTDOWN_GRACE_SECONDS,
    },
    recordings: recordingsSettings(env),
    isProduction: env.BULKGATE_MODE === 'production',
    metricsHost: env.METRICS_HOST,
    codecServer: { port: env.CODEC_SERVER_PORT },
    retentionDays: env.RETENTION_DAYS,
    logLevel: env.LOG_LEVEL,
    policyOf,
  };
}

/**
 * Policies of operation types that there are not: a mistyped name would leave the type that was meant with its defaults. A
 * tool (migrations, `gate`, `keys`) does not care.
 */
function unknownTypes(policies = '{}'): string[] {
  let given: unknown;
  try {
    given = JSON.parse(policies);
  } catch {
    return []; // told where they are read
  }
  const known = [...operationRegistry.keys()];
  const types = typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.keys(given) : [];
  return types
    .filter((type) => !known.includes(type))
    .map((type) => `BULKGATE_POLICIES: ${type}: there is no such operation type; there are ${known.join(', ')}`);
}

/** The keys of the payload codec: a variable, or a file where secrets are mounted as files. */
function readCodecKeys(given: NodeJS.ProcessEnv, faults: string[]): readonly CodecKey[] {
  const { TEMPORAL_CODEC_KEYS: inline, TEMPORAL_CODEC_KEYS_FILE: path } = given;
  if (inline !== undefined && path !== undefined) {
    faults.push('TEMPORAL_CODEC_KEYS: set it or TEMPORAL_CODEC_KEYS_FILE, not both');
    return [];
  }
  let text = inline;
  if (path !== undefined) {
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      faults.push('TEMPORAL_CODEC_KEYS_FILE: cannot be read');
      return [];
    }
  }
  if (text === undefined) return [];
  const parsed = parseCodecKeys(text);
  if (!parsed.faults) return parsed.keys;
  const variable = path === undefined ? 'TEMPORAL_CODEC_KEYS' : 'TEMPORAL_CODEC_KEYS_FILE';
  faults.push(...parsed.faults.map((fault) => `${variable}: ${fault}`));
  return [];
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  const isHere = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return origin === text && (protocol === 'https:' || isHere);
}
