import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { clientDataConverter, workerDataConverter } from '../../src/temporal/codec/data-converter.js';
import { replayAll, silenceRuntime } from '../processes/replay/replaying.js';
import { PATCHES } from '../../src/workflows/patches.js';
import { codecKey, codecKeysText } from '../support/codec-keys.js';
import { withSystem, workflowOf } from '../support/system.js';
import { histories } from './committed-runs.js';
import { stringsIn } from './strings-in-history.js';

const compiled = new URL('../../dist-test/src/', import.meta.url);
const key = codecKey('replay');
const bundles: { plain?: string; encoding?: string } = {};
// Without the worker's failure converter: in a replay the one in the bundle is at work, and Jest cannot load it by a path.
const converter = clientDataConverter([key]);

function fileOf(path: string): string {
  return new URL(path, compiled).pathname;
}

beforeAll(async () => {
  silenceRuntime();
  bundles.plain = await readFile(fileOf('workflow-bundle.js'), 'utf8');
  bundles.encoding = await readFile(fileOf('workflow-bundle.encoding.js'), 'utf8');
});

test('histories from before the codec was switched on replay with it', async () => {
  const replayed = await replayAll(bundles.encoding!, histories, converter);
  expect([...replayed.keys()]).toEqual([...histories.keys()]);
  expect([...replayed].filter(([, { error }]) => error)).toEqual([]);
});

test('a history recorded with the codec holds no readable payload, and replays with its key, not without', async () => {
  const environment = { TEMPORAL_CODEC_KEYS: codecKeysText(key) };
  await withSystem({ environment }, async (system) => {
    await system.startWorker();
    await system.addCanaries(1, 25);
    await system.addCanaries(1, 5, { mood: 'broken' });
    const job = await system.start({ requestedBy: 'subject-of-this-test' });
    await system.finished(job.id);
    const workflow = workflowOf(system, job);
    await workflow.result();
    const history = JSON.parse(historyToJSON(await workflow.fetchHistory())) as object;

    const text = JSON.stringify(history) + stringsIn(history).join('\n');
    expect(text).toContain(Buffer.from('binary/encrypted').toString('base64'));
    expect(text).toContain('Encoded failure');
    for (const readable of ['subject-of-this-test', 'SQLSTATE', 'up to 10 targets']) {
      expect({ readable, isThere: text.includes(readable) }).toEqual({ readable, isThere: false });
    }
    // Search attributes are what Temporal itself reads, markers name patches, and headers are empty; everything else is
    // encrypted.
    expect(encodingsIn(history, ['searchAttributes', 'markerRecordedEventAttributes'])).toEqual(
      new Set(['binary/encrypted']),
    );
    const patches = Object.values(PATCHES).map((id) => ({ id, deprecated: false }));
    expect(markersIn(history)).not.toEqual([]);
    for (const marker of markersIn(history)) expect(patches).toContainEqual(marker);

    const recorded = new Map([[workflow.workflowId, history]]);
    const withKey = await replayAll(bundles.encoding!, recorded, converter);
    expect(withKey.get(workflow.workflowId)?.error).toBeUndefined();
    const withoutKey = await replayAll(bundles.encoding!, recorded, clientDataConverter([codecKey('another')]));
    expect(withoutKey.get(workflow.workflowId)?.error).toBeDefined();
  });
});

test('failures are encoded where there are keys, and only there', () => {
  expect(workerDataConverter([key])).toHaveProperty('failureConverterPath');
  expect(workerDataConverter([])).not.toHaveProperty('failureConverterPath');
  expect(bundles.encoding).toContain('encodeCommonAttributes: true');
  expect(bundles.plain).not.toContain('encodeCommonAttributes: true });');
});

/** What the SDK itself has written down: that a run came to a place that has changed. */
function markersIn(history: object): unknown[] {
  const { events } = history as { events: { markerRecordedEventAttributes?: object }[] };
  return events.flatMap(({ markerRecordedEventAttributes: marker }) =>
    marker === undefined
      ? []
      : stringsIn(marker).flatMap((text) => (text.startsWith('{') ? [JSON.parse(text) as unknown] : [])),
  );
}

/** Every payload's encoding, but for those below a field of these names. */
function encodingsIn(value: unknown, leftOut: readonly string[]): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  if (
    'metadata' in value &&
    typeof value.metadata === 'object' &&
    value.metadata !== null &&
    'encoding' in value.metadata
  ) {
    return new Set([Buffer.from(String(value.metadata.encoding), 'base64').toString()]);
  }
  const fields = Object.entries(value).filter(([name]) => !leftOut.includes(name));
  return new Set(fields.flatMap(([, field]) => [...encodingsIn(field, leftOut)]));
}
