import { proxySinks, type Sinks, workflowInfo, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { type AskedCall, askedCall } from './asked-calls.js';

export interface RecorderSinks extends Sinks {
  recorder: { asked(call: AskedCall): void };
}

/**
 * Tells every command that the workflow leaves at the end of an activation. Looked at here and not at the calls of
 * the SDK, because search attributes, results, failures and answers to Updates are commands too, but no calls.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      concludeActivation(input, next) {
        const output = next(input);
        const { recorder } = proxySinks<RecorderSinks>();
        for (const command of output.commands) recorder.asked(askedCall(command, workflowInfo().taskQueue));
        return output;
      },
    },
  ],
});
