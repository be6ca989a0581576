import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { RolePasswords } from './db/role-logins.js';
import { createPolicies, InvalidPolicies, type Policy } from './operations/policy.js';

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

const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(20),
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
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  METRICS_PORT: port.default(9464),
  WORKER_HEALTH_PORT: port.default(3001),
  WORKER_METRICS_PORT: port.default(9465),
  WORKER_MAX_BATCHES: z.coerce.number().int().min(1).max(500).default(10),
  WORKER_SHUTDOWN_GRACE_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
  JWT_SECRET: z.string().min(32).optional(),
  JWT_ISSUER: z.string().min(1).default('bulkgate-local'),
  JWT_AUDIENCE: z.string().min(1).default('bulkgate'),
  DOCS_PUBLIC: flag.default(false),
  PUBLIC_ORIGIN: origin.optional(),
  SESSION_MAX_SECONDS: z.coerce.number().int().min(60).max(MAX_SESSION_SECONDS).default(MAX_SESSION_SECONDS),
  SESSION_IDLE_SECONDS: z.coerce.number().int().min(60).max(MAX_SESSION_SECONDS).default(1_800),
  MAX_IDS_PER_REQUEST: z.coerce.number().int().min(1).max(10_000_000).default(1_000_000),
  MAX_BODY_BYTES: z.coerce.number().int().min(1_024).max(1_073_741_824).default(33_554_432),
  RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  BULKGATE_POLICIES: z.string().default('{}'),
});

/** What a worker asks of PostgreSQL beside its batches: reconciler, metrics, health. */
const OTHER_CONNECTIONS = 2;

export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
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
  };
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly metricsPort: number;
    readonly docsPublic: boolean;
    /** Where browsers find us, or undefined: on this machine only. */
    readonly publicOrigin: string | undefined;
    readonly session: { readonly maxSeconds: number; readonly idleSeconds: number };
    readonly maxIdsPerRequest: number;
    readonly maxBodyBytes: number;
    readonly jwt: { readonly secret: string | undefined; readonly issuer: string; readonly audience: string };
  };
  readonly worker: {
    readonly healthPort: number;
    readonly metricsPort: number;
    readonly maxBatches: number;
    readonly shutdownGraceSeconds: number;
  };
  readonly retentionDays: number;
  readonly logLevel: string;
  readonly policyOf: (operationType: string) => Policy;
}

/**
 * Reads the whole environment once; the only place that does.
 *
 * @throws InvalidConfig with every fault, never with a secret's value
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
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
  if (parsed.success && parsed.data.DATABASE_POOL_SIZE < parsed.data.WORKER_MAX_BATCHES + OTHER_CONNECTIONS) {
    const least = parsed.data.WORKER_MAX_BATCHES + OTHER_CONNECTIONS;
    faults.push(`DATABASE_POOL_SIZE: must be at least ${least}, WORKER_MAX_BATCHES + ${OTHER_CONNECTIONS}`);
  }
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
    },
    api: {
      host: env.HOST,
      port: env.PORT,
      metricsPort: env.METRICS_PORT,
      docsPublic: env.DOCS_PUBLIC,
      publicOrigin: env.PUBLIC_ORIGIN,
      session: { maxSeconds: env.SESSION_MAX_SECONDS, idleSeconds: env.SESSION_IDLE_SECONDS },
      maxIdsPerRequest: env.MAX_IDS_PER_REQUEST,
      maxBodyBytes: env.MAX_BODY_BYTES,
      jwt: { secret: env.JWT_SECRET, issuer: env.JWT_ISSUER, audience: env.JWT_AUDIENCE },
    },
    worker: {
      healthPort: env.WORKER_HEALTH_PORT,
      metricsPort: env.WORKER_METRICS_PORT,
      maxBatches: env.WORKER_MAX_BATCHES,
      shutdownGraceSeconds: env.WORKER_SHUTDOWN_GRACE_SECONDS,
    },
    retentionDays: env.RETENTION_DAYS,
    logLevel: env.LOG_LEVEL,
    policyOf,
  };
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  const isHere = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return origin === text && (protocol === 'https:' || isHere);
}
