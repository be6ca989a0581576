import { basePath } from '../base-path.js';
import { queryClient } from '../api/query-client.js';
import type { Job } from '../jobs/job.js';
import { keepJob } from '../jobs/job-queries.js';
import { SESSION_KEY } from '../session/session-query.js';

/** `over`: the job has ended, and nothing more will come. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'over';

/** After a refusal the browser does not come back by itself. */
const REOPEN_AFTER_MS = 5_000;

/** The events of one job, however many parts of the page show it. What comes goes into the query client. */
class JobStream {
  connection: Connection = 'connecting';
  readonly listeners = new Set<() => void>();
  #source: EventSource | undefined;
  #reopening: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly jobId: string) {
    this.#open();
  }

  close(): void {
    clearTimeout(this.#reopening);
    this.#source?.close();
  }

  #open(): void {
    const source = new EventSource(`${basePath}/api/v1/jobs/${this.jobId}/events`);
    this.#source = source;
    source.addEventListener('open', () => this.#become('live'));
    source.addEventListener('progress', ({ data }) => keepJob(JSON.parse(String(data)) as Job));
    source.addEventListener('end', ({ data }) => {
      source.close();
      keepJob(JSON.parse(String(data)) as Job);
      this.#become('over');
    });
    source.addEventListener('error', () => this.#lost(source));
  }

  /** An EventSource cannot tell a session that has ended from a server that is away: the session's own answer can. */
  #lost(source: EventSource): void {
    if (this.connection !== 'reconnecting') {
      this.#become('reconnecting');
      void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
    }
    if (source.readyState === EventSource.CLOSED) this.#reopening = setTimeout(() => this.#open(), REOPEN_AFTER_MS);
  }

  #become(connection: Connection): void {
    this.connection = connection;
    for (const tell of this.listeners) tell();
  }
}

const streams = new Map<string, JobStream>();

/** Follows a job until the returned function is called; the last to leave closes the stream. */
export function followJob(jobId: string, onChange: () => void): () => void {
  const stream = streams.get(jobId) ?? new JobStream(jobId);
  streams.set(jobId, stream);
  stream.listeners.add(onChange);
  return () => {
    stream.listeners.delete(onChange);
    if (stream.listeners.size > 0) return;
    stream.close();
    streams.delete(jobId);
  };
}

export function connectionTo(jobId: string): Connection {
  return streams.get(jobId)?.connection ?? 'connecting';
}
