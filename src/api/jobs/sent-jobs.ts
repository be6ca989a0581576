import { z } from 'zod';
import { isFinal } from '../../operations/status.js';
import { eventText } from './event-text.js';
import type { JobLook, SeenJob } from './job-looks.js';
import { jobViewSchema } from './job-view.js';

const partStateSchema = z.enum(['up', 'away']).meta({ id: 'PartState' });

export const serverStateSchema = z.object({
  serverId: z.uuid().describe('A new one for each start of the process that answers'),
  businessId: z.int().describe('Whose jobs the stream has'),
  database: partStateSchema.describe('Whether it has answered the latest look; while it is away, all jobs are stale'),
  redis: partStateSchema.describe('The same; while it is away, `gate.held` is null'),
});

export const jobSnapshotSchema = z.object({ items: z.array(jobViewSchema) });

/** What one client has been sent of the jobs of its business, so that it gets what has changed and nothing twice. */
export class SentJobs {
  #state: string | undefined;
  /** The latest look that it knows the jobs of; undefined until its first snapshot. */
  #knowsLook: number | undefined;
  #live: readonly string[] = [];

  constructor(
    private readonly serverId: string,
    private readonly businessId: number,
  ) {}

  /** The events that tell the client what this look has found; nothing where it knows that. */
  eventsOf(look: JobLook): string {
    const state = `${look.isDatabaseUp} ${look.isRedisUp}`;
    const isKnown = state === this.#state;
    this.#state = state;
    return (isKnown ? '' : this.stateOf(look)) + (look.jobs ? this.#jobsOf(look.no, look.jobs, this.#idOf(look)) : '');
  }

  /** The event that tells how the server is, whether the client knows it or not. */
  stateOf(look: JobLook): string {
    const word = (isUp: boolean) => (isUp ? 'up' : 'away');
    const state: z.infer<typeof serverStateSchema> = {
      serverId: this.serverId,
      businessId: this.businessId,
      database: word(look.isDatabaseUp),
      redis: word(look.isRedisUp),
    };
    return eventText('state', this.#idOf(look), state);
  }

  #idOf({ no }: JobLook): string {
    return `${this.serverId}:${no}`;
  }

  #jobsOf(no: number, jobs: ReadonlyMap<string, SeenJob>, id: string): string {
    const knows = this.#knowsLook;
    // A live job is followed by its end. It is missing where the client did not read for long, or where the job was deleted.
    const isMissingOne = this.#live.some((jobId) => !jobs.has(jobId));
    const seen = [...jobs.values()];
    this.#knowsLook = no;
    this.#live = seen.flatMap(({ view }) => (isFinal(view.status) ? [] : view.id));
    if (knows === undefined || isMissingOne) return eventText('snapshot', id, { items: seen.map(({ view }) => view) });
    return seen.map(({ view, changedIn }) => (changedIn > knows ? eventText('job', id, view) : '')).join('');
  }
}
