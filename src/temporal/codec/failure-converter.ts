import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts message and stack trace of every failure into a payload, which the codec encrypts; Temporal is left with the words
 * "Encoded failure" and the failure's type. It runs in workers and is built into the workflow bundle, so it may import
 * nothing of Node. By this name, because the SDK loads the file by its path and looks for it.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
