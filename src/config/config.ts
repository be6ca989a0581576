import { withRestores } from '../operations/restore-job.js';
import { createPolicies, InvalidPolicies, type PolicyDefaults } from '../operations/policy.js';
import { api } from './api.js';
import { channels } from './channels.js';
import { database } from './database.js';
import { holds } from './holds.js';
import { imports } from './imports.js';
import { installation } from './installation.js';
import { limits } from './limits.js';
import { recordings } from './recordings.js';
import { redis } from './redis.js';
import type { Program, SettingsModule, SettingsOf } from './settings-module.js';
import { temporal } from './temporal.js';
import { tokens } from './tokens.js';
import { readVariables, type Variables } from './variable.js';
import { worker } from './worker.js';

const MODULES = {
  installation,
  database,
  redis,
  temporal,
  api,
  limits,
  tokens,
  worker,
  holds,
  imports,
  recordings,
  channels,
};
type Settings = { readonly [Name in keyof typeof MODULES]: SettingsOf<(typeof MODULES)[Name]> };

/** The variables of this process: nothing else reads them. */
export const processEnvironment: NodeJS.ProcessEnv = process.env;

/** Every module with settings, in the order of docs/configuration.md. */
export const SETTINGS_MODULES = Object.values(MODULES);

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
  environment: NodeJS.ProcessEnv = processEnvironment,
  program?: Program,
) {
  // An empty variable counts as not set: compose files pass `${X:-}` for an optional one.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  // Only the word itself turns production mode off, so that a forgotten mode is the strict one.
  const circumstances = { program, isProduction: given.BULKGATE_MODE !== 'local' };
  const faults: string[] = [];
  const modules = MODULES as unknown as Readonly<Record<string, SettingsModule<Variables, unknown>>>;
  const read = Object.entries(modules).map(([name, module]) => {
    const values = readVariables(module.variables, given, faults);
    faults.push(...(module.faults?.(given, circumstances) ?? []));
    return () => [name, module.settings(values)];
  });
  const { policies } = readVariables({ policies: installation.variables.policies }, given, []);
  let policyOf;
  try {
    policyOf = createPolicies(withRestores(definitions), policies);
  } catch (error) {
    if (!(error instanceof InvalidPolicies)) throw error;
    faults.push(...error.faults.map((fault) => `BULKGATE_POLICIES: ${fault}`));
  }
  if (faults.length > 0 || policyOf === undefined) throw new InvalidConfig(faults);
  const settings = Object.fromEntries(read.map((settingsOf) => settingsOf())) as Settings;
  const { installation: ofInstallation, api: ofApi, limits: ofLimits, tokens: jwt, ...others } = settings;
  return { ...ofInstallation, ...others, api: { ...ofApi, limits: ofLimits, jwt }, policyOf };
}
