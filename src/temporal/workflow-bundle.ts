import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts the bundled workflows: beside the compiled code. */
export const WORKFLOW_BUNDLE_PATH = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
/**
 * The same workflows with the failure converter that encodes messages: the sandbox has no configuration that it could ask,
 * so the choice is made outside, by the worker.
 */
export const ENCODING_WORKFLOW_BUNDLE_PATH = fileURLToPath(new URL('../workflow-bundle.encoding.js', import.meta.url));
export const WORKFLOWS_PATH = fileURLToPath(new URL('../workflows/index.js', import.meta.url));

/**
 * The workflow code for a worker. Bundling takes seconds on two cores, so it is done once, by the build.
 *
 * @throws Error when the build left no bundle
 */
export function workflowBundle({ encodesFailures }: { readonly encodesFailures: boolean }): { codePath: string } {
  const codePath = encodesFailures ? ENCODING_WORKFLOW_BUNDLE_PATH : WORKFLOW_BUNDLE_PATH;
  if (!existsSync(codePath)) throw new Error('the workflow bundle is missing in dist/: run `npm run build`');
  return { codePath };
}
