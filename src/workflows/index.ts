export { bulkOperation } from './bulk-operation.workflow.js';
export { fetchRecording } from './fetch-recording.workflow.js';
export { importLeads } from './import-leads.workflow.js';
