import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type InjectedSinks, Runtime, Worker } from '@temporalio/worker';
import { WORKFLOWS_PATH } from '../../../src/temporal/workflow-bundle.js';
import type { AskedCall } from './asked-calls.js';
import type { RecorderSinks } from './command-recorder.js';

/** Temporal's JSON of one run's recorded execution. */
export type HistoryJson = object;

/** The workflows with the recorder built in: seconds of bundling, so do it once. */
export async function bundleWithRecorder(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    workflowInterceptorModules: [fileURLToPath(new URL('./command-recorder.js', import.meta.url))],
    logger: new DefaultLogger('WARN'),
  });
  return code;
}

/**
 * Replays a history against a workflow bundle.
 *
 * @returns what the workflow asked for, in order; nothing when the bundle has no recorder
 * @throws DeterminismViolationError when the workflow now asks for other commands than the history has
 */
export async function replay(code: string, history: HistoryJson): Promise<AskedCall[]> {
  const asked: AskedCall[] = [];
  const sinks: InjectedSinks<RecorderSinks> = {
    recorder: { asked: { fn: (_info, call) => void asked.push(call), callDuringReplay: true } },
  };
  await Worker.runReplayHistory({ workflowBundle: { code }, sinks }, history);
  return asked;
}

/** The SDK reports a failed replay on its own log too; the thrown error says the same. */
export function silenceRuntime(): void {
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('ERROR', () => undefined) });
}
