import { expect, test } from '@jest/globals';
import { listenToJobs } from '../../src/console/live/job-stream.js';
import type { StreamEvent } from '../../src/console/live/stream-event.js';
import { withHttpServer } from '../support/tcp-server.js';

test('nothing is heard of a stream that is of another business', async () => {
  let businessId = 2;
  const heard: StreamEvent['kind'][] = [];
  let otherLogins = 0;
  await withHttpServer(
    (_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      const state = { serverId: 'a', businessId, database: 'up', redis: 'up' };
      answer.end(`event: state\ndata: ${JSON.stringify(state)}\n\nevent: snapshot\ndata: {"items":[]}\n\n`);
    },
    async (url) => {
      const over = new AbortController();
      const listener = {
        event({ kind }: StreamEvent) {
          heard.push(kind);
          if (kind === 'snapshot') over.abort();
        },
        lost: () => undefined,
        otherLogin() {
          otherLogins++;
          expect(heard).toEqual([]);
          businessId = 1;
        },
        loggedOut: () => undefined,
      };
      await listenToJobs({ url, businessId: 1 }, listener, over.signal);
    },
  );
  expect([otherLogins, heard]).toEqual([1, ['state', 'snapshot']]);
});
