import { expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { WorkflowHandle } from '@temporalio/client';
import { startFetchRecording } from '../../src/temporal/recording-starter.js';
import { recordingWorkflowId } from '../../src/operations/workflow-ids.js';
import { answer, withRawProvider } from '../support/raw-provider.js';
import { withRecordings } from '../support/recordings.js';
import { stringsIn } from './strings-in-history.js';

const KEY = 'sesame-of-the-address';
const SAID = 'what only the provider said';
/** As `addCall` has them. */
const NUMBERS = ['49170000017', '49170000018'];

/** What the provider answers, by the path that a call's recording lies at, and how the fetch ends. */
const ANSWERS: Readonly<Record<string, { readonly bytes: Buffer; readonly ends: string }>> = {
  '/refused': { bytes: answer(403, { 'x-reason': SAID }, SAID), ends: 'the provider refused to hand it over' },
  '/no-audio': {
    bytes: answer(200, { 'content-type': 'audio/wav', 'x-about': SAID }, `${SAID}, and a bit more`),
    ends: 'the provider sent something that is no audio',
  },
  '/elsewhere': {
    bytes: answer(302, { location: `https://${SAID.replaceAll(' ', '-')}.example.com/?${KEY}` }),
    ends: 'its address is not one that may be contacted',
  },
  '/nonsense': { bytes: Buffer.from(`${SAID}\r\n\r\n`), ends: 'the provider answered with an error' },
};

test('neither number nor address of a call, nor what the provider said, is told to Temporal', async () => {
  const pathIn = (head: string): string => /^GET (\/[a-z-]+)/.exec(head)?.[1] ?? '';
  await withRawProvider(
    (socket, head) => socket.end(ANSWERS[pathIn(head)]!.bytes),
    (provider) =>
      withRecordings({ environment: { RECORDINGS_HOST: provider.host } }, async (system) => {
        await system.startRecordingWorker();
        const told = await Promise.all(
          Object.entries(ANSWERS).map(async ([path, { ends }]) => {
            const callSid = `CA${path.slice(1)}`;
            await system.addCall(1, callSid, `http://${provider.host}${path}?key=${KEY}`);
            await startFetchRecording(system.client, { businessId: 1, callSid, mark: 'a-mark' });
            const workflow = system.client.workflow.getHandle(recordingWorkflowId(1, callSid));
            await expect(workflow.result()).rejects.toMatchObject({ cause: { message: ends } });
            return toldOf(workflow);
          }),
        );
        const texts = told.flat();
        expect(texts.join('\n')).toContain('CAno-audio');
        expect(texts.join('\n')).toContain('a-mark');
        for (const secret of [KEY, SAID, SAID.replaceAll(' ', '-'), ...NUMBERS, provider.host]) {
          expect({ secret, told: texts.filter((text) => text.includes(secret)) }).toEqual({ secret, told: [] });
        }
      }),
  );
});

/** Everything that Temporal shows of a workflow. */
async function toldOf(workflow: WorkflowHandle): Promise<string[]> {
  const description = await workflow.describe();
  const { memo, typedSearchAttributes } = description;
  const [summary, details] = await Promise.all([description.staticSummary(), description.staticDetails()]);
  return [
    ...stringsIn(JSON.parse(historyToJSON(await workflow.fetchHistory()))),
    JSON.stringify([memo, typedSearchAttributes, summary, details]),
    JSON.stringify(await workflow.query('__temporal_workflow_metadata')),
  ];
}
