import { operationRegistry } from '../../src/operations/definitions/index.js';

/** The environment for a program of the product itself, which does not know the tests' own operation types. */
export function productEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { BULKGATE_POLICIES: text = '{}' } = environment;
  const policies = Object.entries(JSON.parse(text) as object).filter(([type]) => operationRegistry.has(type));
  return { ...environment, BULKGATE_POLICIES: JSON.stringify(Object.fromEntries(policies)) };
}
