export { bulkOperation } from './bulk-operation.workflow.js';
export { fetchRecording } from './fetch-recording.workflow.js';
