import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { definitionFaults, isDefinition } from '../operations/check-definition.js';
import { createRegistry, type OperationDefinition, type OperationRegistry } from '../operations/definition.js';
import { definitionKit } from '../operations/definition-kit.js';
import { operationRegistry } from '../operations/definitions/index.js';
import { InvalidConfig, processEnvironment } from './config.js';
import { installation } from './installation.js';
import { readVariables } from './variable.js';

const { definitions: variable } = installation.variables;

/**
 * The operation types of this installation: those of the product, and those of the module that `BULKGATE_DEFINITIONS` names.
 * The module is code that runs in this process: it is trusted as this program is.
 *
 * @throws InvalidConfig naming what is wrong with the module, and where
 */
export async function readRegistry(environment: NodeJS.ProcessEnv = processEnvironment): Promise<OperationRegistry> {
  if (!environment[variable.name]) return operationRegistry;
  const faults: string[] = [];
  const { file } = readVariables({ file: variable }, environment, faults);
  const given = file === undefined ? [] : await definitionsOf(file, faults);
  for (const [index, definition] of given.entries()) {
    faults.push(...definitionFaults(definition).map((fault) => `${variable.name}: definition ${index}: ${fault}`));
  }
  if (faults.length > 0) throw new InvalidConfig(faults);
  try {
    return createRegistry([...operationRegistry.values(), ...given.filter(isDefinition)]);
  } catch (error) {
    throw new InvalidConfig([`${variable.name}: ${messageOf(error)}`]);
  }
}

/** Not checked yet. */
async function definitionsOf(file: string, faults: string[]): Promise<OperationDefinition[]> {
  const refuse = (why: string): [] => {
    faults.push(`${variable.name}: ${file} ${why}`);
    return [];
  };
  try {
    const module = (await import(pathToFileURL(path.resolve(file)).href)) as { readonly default?: unknown };
    if (typeof module.default !== 'function') return refuse('exports no function as its default');
    const made = (module.default as (kit: typeof definitionKit) => unknown)(definitionKit);
    return Array.isArray(made) ? (made as OperationDefinition[]) : refuse('makes no array of definitions');
  } catch (error) {
    return refuse(`cannot be loaded: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
