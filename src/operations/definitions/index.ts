import { createRegistry, type OperationRegistry } from '../definition.js';
import { deleteLeadsBulk } from './delete-leads-bulk.js';
import { updateLeadsBulk } from './update-leads-bulk.js';

/** Every operation type of the product. A new one is added here and nowhere else. */
export const operationRegistry: OperationRegistry = createRegistry([deleteLeadsBulk, updateLeadsBulk]);
