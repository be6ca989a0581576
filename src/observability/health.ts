import type { Client } from '@temporalio/client';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { TooSlow, withinMs } from './time-limit.js';

/** What one part of the system answered. */
interface CheckResult {
  readonly status: 'ok' | 'error';
  /** Time to the answer, in milliseconds. */
  readonly durationMs: number;
  /** Why it counts as away, in a word; no addresses, because the answer is public. */
  readonly error?: string;
}

export const PARTS = ['postgres', 'redis', 'temporal'] as const;
type Part = (typeof PARTS)[number];

export interface Health {
  /** Every part answered. */
  readonly ready: boolean;
  readonly checks: Readonly<Record<Part, CheckResult>>;
}

/** Asks every part at once; never throws and never takes much longer than a second. */
export type CheckHealth = () => Promise<Health>;

export interface HealthDependencies {
  readonly dataSource: Pick<DataSource, 'query'>;
  readonly redis: Redis;
  readonly client: Client;
}

const TIMEOUT_MS = 1_000;

/** A standby, and a server that was told to take no writes, answer every read and can do no job. */
const IS_READ_ONLY = `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS "isReadOnly"`;

class ReadOnlyDatabase extends Error {}

/**
 * The same check for the API and the worker. Temporal counts as there when it knows our namespace: without that no job
 * would ever start, however reachable the server is.
 */
export function createHealthCheck({ dataSource, redis, client }: HealthDependencies): CheckHealth {
  const namespace = client.options.namespace;
  const probes: Readonly<Record<Part, () => Promise<unknown>>> = {
    postgres: async () => {
      const [server] = await dataSource.query<{ isReadOnly: boolean }[]>(IS_READ_ONLY);
      if (server!.isReadOnly) throw new ReadOnlyDatabase();
    },
    redis: () => redis.ping(),
    temporal: () =>
      client.withDeadline(Date.now() + TIMEOUT_MS, () => client.workflowService.describeNamespace({ namespace })),
  };
  return async () => {
    const results = await Promise.all(PARTS.map(async (part) => [part, await check(probes[part])] as const));
    return {
      ready: results.every(([, { status }]) => status === 'ok'),
      checks: Object.fromEntries(results) as Record<Part, CheckResult>,
    };
  };
}

async function check(probe: () => Promise<unknown>): Promise<CheckResult> {
  const startedAtMs = performance.now();
  const duration = (): number => Math.round(performance.now() - startedAtMs);
  try {
    await withinMs(probe(), TIMEOUT_MS);
    return { status: 'ok', durationMs: duration() };
  } catch (error) {
    return { status: 'error', durationMs: duration(), error: wordFor(error) };
  }
}

const GRPC_DEADLINE = 4;
const GRPC_NOT_FOUND = 5;

function wordFor(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error instanceof ReadOnlyDatabase) return 'takes no writes';
  const { code } = error as { code?: unknown };
  if (error instanceof TooSlow || code === GRPC_DEADLINE) return `no answer within ${TIMEOUT_MS} ms`;
  if (code === GRPC_NOT_FOUND) return 'the namespace does not exist';
  if (typeof code === 'string') return code;
  return 'cannot be reached';
}
