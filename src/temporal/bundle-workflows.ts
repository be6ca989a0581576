import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from './codec/data-converter.js';
import { ENCODING_WORKFLOW_BUNDLE_PATH, WORKFLOW_BUNDLE_PATH, WORKFLOWS_PATH } from './workflow-bundle.js';

// Run by the build. It also is the first determinism check: a value import of Node or Nest anywhere below
// src/workflows fails here.
const common = { workflowsPath: WORKFLOWS_PATH, logger: new DefaultLogger('WARN') };
const [plain, encoding] = await Promise.all([
  bundleWorkflowCode(common),
  bundleWorkflowCode({ ...common, failureConverterPath: FAILURE_CONVERTER_PATH }),
]);
await Promise.all([
  writeFile(WORKFLOW_BUNDLE_PATH, plain.code),
  writeFile(ENCODING_WORKFLOW_BUNDLE_PATH, encoding.code),
]);
