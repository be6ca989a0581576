import { createRegistry } from '../../src/operations/definition.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { canaryIncrement } from './canary.js';

/** The product's operation types and the canary. */
export const testRegistry = createRegistry([...operationRegistry.values(), canaryIncrement]);
