import { expect, test } from '@jest/globals';
import { readEvents, type StreamEvent } from '../../src/console/live/stream-event.js';

const SENT = [
  'retry: 1500\n\n',
  'event: state\ndata: {"serverId":"a","businessId":1,"database":"up","redis":"away"}\nid: 1\n\n',
  'event: snapshot\ndata: {"items":[{"id":"שלום"}]}\nid: 2\n\n',
  ': still here\n\n',
  'event: of-tomorrow\ndata: {}\nid: 3\n\n',
  'event: job\ndata: {"id":"a: b"}\nid: 4\n\n',
];
const READ = [
  null,
  { kind: 'state', state: { serverId: 'a', businessId: 1, database: 'up', redis: 'away' } },
  { kind: 'snapshot', jobs: [{ id: 'שלום' }] },
  null,
  null,
  { kind: 'job', job: { id: 'a: b' } },
];

async function read(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<(StreamEvent | null)[]> {
  const events: (StreamEvent | null)[] = [];
  for await (const event of readEvents(ReadableStream.from<Uint8Array<ArrayBuffer>>(pieces))) events.push(event);
  return events;
}

test.each([1, 2, 7, 64, 10_000])('a stream is read whole in pieces of %d bytes', async (size) => {
  const bytes = new TextEncoder().encode(SENT.join(''));
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.slice(index * size, (index + 1) * size),
  );
  expect(await read(pieces)).toEqual(READ);
});

test('an event that was cut off is none', async () => {
  expect(await read([new TextEncoder().encode('event: job\ndata: {"id":')])).toEqual([]);
});
