export { bulkOperation } from './bulk-operation.workflow.js';
