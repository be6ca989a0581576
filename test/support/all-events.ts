import type { JobView } from '../../src/api/jobs/job-view.js';
import { openEvents, type EventStream } from './event-stream.js';
import { testToken } from './test-token.js';

/** The data of every event of a stream of all jobs; which of it is there depends on the event's name. */
export interface AllEventsData extends JobView {
  readonly serverId: string;
  readonly database: 'up' | 'away';
  readonly redis: 'up' | 'away';
  readonly items: readonly JobView[];
}

/**
 * Opens the stream of all jobs of a business. A state that is told once more, because nothing else was for long, is left
 * out.
 *
 * @param headers of another caller than a viewer of business 1
 */
export async function allEvents(url: string, headers?: Record<string, string>): Promise<EventStream<AllEventsData>> {
  const stream = await openEvents<AllEventsData>(
    `${url}/api/v1/jobs/events`,
    headers ?? { authorization: `Bearer ${await testToken(1, 'viewer')}` },
  );
  let state = '';
  return {
    ...stream,
    async next(name) {
      for (;;) {
        const event = await stream.next();
        const known = state;
        if (event.name === 'state') state = JSON.stringify(event.data);
        const isToldAgain = event.name === 'state' && state === known;
        if (!isToldAgain && (name === undefined || event.name === name)) return event;
      }
    },
  };
}
