import { createRegistry, type OperationRegistry } from '../definition.js';
import { broadcastWhatsApp } from './broadcast-whatsapp.js';
import { deleteImportedLeads } from './delete-imported-leads.js';
import { deleteLeadsBulk } from './delete-leads-bulk.js';
import { deleteReceiptsAll } from './delete-receipts-all.js';
import { enqueueOutboundCalls } from './enqueue-outbound-calls.js';
import { updateLeadsBulk } from './update-leads-bulk.js';

/** Every operation type of the product. A new one is added here and nowhere else. */
export const operationRegistry: OperationRegistry = createRegistry([
  deleteLeadsBulk,
  deleteImportedLeads,
  deleteReceiptsAll,
  updateLeadsBulk,
  broadcastWhatsApp,
  enqueueOutboundCalls,
]);
