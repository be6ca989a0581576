import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { INCOMING } from '../../src/recordings/storage/folder-storage.js';
import { startFetchRecording } from '../../src/temporal/recording-starter.js';
import type { FetchRecordingResult } from '../../src/recordings/fetch-recording.messages.js';
import { recordingWorkflowId } from '../../src/operations/workflow-ids.js';
import type { RecordingsSystem } from './recordings.js';

type FetchHandle = WorkflowHandle<() => Promise<FetchRecordingResult>>;

/** Starts the fetch of a recording as a click does, or joins the one that is running. */
export async function startFetch(
  { client }: RecordingsSystem,
  callSid: string,
  { businessId = 1, mark = null }: { readonly businessId?: number; readonly mark?: string | null } = {},
): Promise<FetchHandle> {
  await startFetchRecording(client, { businessId, callSid, mark });
  return client.workflow.getHandle(recordingWorkflowId(businessId, callSid));
}

/** How often the first activity of a fetch that has ended was tried. */
export async function attemptsOf(fetch: FetchHandle): Promise<number> {
  const { events } = await fetch.fetchHistory();
  const started = events?.flatMap(({ activityTaskStartedEventAttributes: attributes }) => attributes ?? []) ?? [];
  return started[0]?.attempt ?? 0;
}

/** The files of downloads that are under way or were left behind. */
export async function temporaryFiles({ recordingsDir }: RecordingsSystem): Promise<string[]> {
  const names = await readdir(path.join(recordingsDir, INCOMING));
  // A worker that starts tries the folder with a file of another name.
  return names.filter((name) => name.endsWith('.part'));
}
