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

/** Opens the stream of all jobs of a business. @param headers of another caller than a viewer of business 1 */
export async function allEvents(url: string, headers?: Record<string, string>): Promise<EventStream<AllEventsData>> {
  return openEvents(
    `${url}/api/v1/jobs/events`,
    headers ?? { authorization: `Bearer ${await testToken(1, 'viewer')}` },
  );
}
