import { createRegistry } from '../../src/operations/definition.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { canaryIncrement } from './canary.js';
import { canaryAdd } from './canary-add.js';
import { canaryMessage } from './canary-message.js';
import { canaryTally } from './canary-tally.js';
import { canaryShuffle } from './careless-canary.js';

/** The product's operation types and those of the canaries. */
export const testRegistry = createRegistry([
  ...operationRegistry.values(),
  canaryIncrement,
  canaryShuffle,
  canaryAdd,
  canaryTally,
  canaryMessage,
]);
