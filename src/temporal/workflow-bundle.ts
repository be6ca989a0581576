import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts the bundled workflows: beside the compiled code. */
export const WORKFLOW_BUNDLE_PATH = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
export const WORKFLOWS_PATH = fileURLToPath(new URL('../workflows/index.js', import.meta.url));

/**
 * The workflow code for a worker. Bundling takes seconds on two cores, so it is done once, by the build.
 *
 * @throws Error when the build left no bundle
 */
export function workflowBundle(): { codePath: string } {
  if (!existsSync(WORKFLOW_BUNDLE_PATH)) throw new Error('dist/workflow-bundle.js is missing: run `npm run build`');
  return { codePath: WORKFLOW_BUNDLE_PATH };
}
