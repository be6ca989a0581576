import { createPolicies, InvalidPolicies, type PolicyDefaults } from '../operations/policy.js';
import { api } from './api.js';
import { database } from './database.js';
import { installation } from './installation.js';
import { limits } from './limits.js';
import { recordings } from './recordings.js';
import { redis } from './redis.js';
import type { Program, SettingsModule } from './settings-module.js';
import { temporal } from './temporal.js';
import { tokens } from './tokens.js';
import { readVariables, type ValuesOf, type Variables } from './variable.js';
import { worker } from './worker.js';

/** Every module with settings, in the order of docs/configuration.md. */
export const SETTINGS_MODULES = [
  installation,
  database,
  redis,
  temporal,
  api,
  limits,
  tokens,
  worker,
  recordings,
] as const;

/** Thrown by `readConfig`: every fault of the environment at once, each naming its variable. */
export class InvalidConfig extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The environment is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'InvalidConfig';
  }
}

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads the whole environment once; nothing else in `src` reads it.
 *
 * @param definitions the operation types of this program: `BULKGATE_POLICIES` may name only them
 * @param program applies that program's own rules too, among them those of production mode
 * @throws InvalidConfig with every fault, never with a secret's value
 */
export function readConfig(
  definitions: PolicyDefaults,
  environment: NodeJS.ProcessEnv = process.env,
  program?: Program,
) {
  // An empty variable counts as not set: compose files pass `${X:-}` for an optional one.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  // Only the word itself turns production mode off, so that a forgotten mode is the strict one.
  const circumstances = { program, isProduction: given.BULKGATE_MODE !== 'local' };
  const faults: string[] = [];
  const read = <V extends Variables, Settings>(module: SettingsModule<V, Settings>): ValuesOf<V> => {
    const values = readVariables(module.variables, given, faults);
    faults.push(...(module.faults?.(given, circumstances) ?? []));
    return values;
  };
  const values = {
    installation: read(installation),
    database: read(database),
    redis: read(redis),
    temporal: read(temporal),
    api: read(api),
    limits: read(limits),
    tokens: read(tokens),
    worker: read(worker),
    recordings: read(recordings),
  };
  let policyOf;
  try {
    policyOf = createPolicies(definitions, values.installation.policies);
  } catch (error) {
    if (!(error instanceof InvalidPolicies)) throw error;
    faults.push(...error.faults.map((fault) => `BULKGATE_POLICIES: ${fault}`));
  }
  if (faults.length > 0 || policyOf === undefined) throw new InvalidConfig(faults);
  return {
    ...installation.settings(values.installation),
    database: database.settings(values.database),
    redis: redis.settings(values.redis),
    temporal: temporal.settings(values.temporal),
    api: {
      ...api.settings(values.api),
      limits: limits.settings(values.limits),
      jwt: tokens.settings(values.tokens),
    },
    worker: worker.settings(values.worker),
    recordings: recordings.settings(values.recordings),
    policyOf,
  };
}
