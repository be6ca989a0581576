import { queryOptions, skipToken } from '@tanstack/react-query';
import { queryClient } from '../api/query-client.js';
import { basePath } from '../base-path.js';
import { forgetGates } from '../gate/gate-query.js';
import { endedUnheard } from '../jobs/job-lists.js';
import { forgetJobs, keepJob, streamedJobs, streamedJobsQuery } from '../jobs/job-queries.js';
import { forgetSession, type Session } from '../session/session-query.js';
import { type Connection, connectionAfter, NOT_CONNECTED, type Sign } from './connection.js';
import { listenToJobs } from './job-stream.js';
import { shareStream } from './shared-stream.js';
import type { StreamEvent } from './stream-event.js';

/** What the leading tab tells the others. */
type Said =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  | { readonly kind: 'lost'; readonly sign: Extract<Sign, { kind: 'lost' }> }
  /** To a tab that has just come. */
  | { readonly kind: 'connection'; readonly connection: Connection };

export const connectionQuery = queryOptions<Connection>({
  queryKey: ['connection'],
  queryFn: skipToken,
  staleTime: Infinity,
  gcTime: Infinity,
});

function connection(): Connection {
  return queryClient.getQueryData(connectionQuery.queryKey) ?? NOT_CONNECTED;
}

function become(changed: Connection): void {
  queryClient.setQueryData(connectionQuery.queryKey, changed);
}

/** Keeps all that is shown of jobs up to date in this tab, until the returned function is called. */
export function goLive({ businessId, subject, expiresAt }: Session): () => void {
  return shareStream<Said>(`bulkgate-stream-${businessId}-${subject}-${expiresAt}`, {
    hear,
    summary() {
      const jobs = streamedJobs();
      const snapshot: Said[] = jobs ? [{ kind: 'event', event: { kind: 'snapshot', jobs } }] : [];
      return [{ kind: 'connection', connection: connection() }, ...snapshot];
    },
    lead: (tell, signal) =>
      listenToJobs(
        `${basePath}/api/v1/jobs/events`,
        {
          event: (event) => tell({ kind: 'event', event }),
          lost: (freshUntil, refusal) => tell({ kind: 'lost', sign: { kind: 'lost', freshUntil, refusal } }),
          loggedOut: forgetSession,
        },
        signal,
      ),
  });
}

function hear(said: Said): void {
  switch (said.kind) {
    case 'connection':
      return become(said.connection);
    case 'lost':
      return become(connectionAfter(connection(), said.sign));
    case 'event':
      return hearEvent(said.event);
  }
}

function hearEvent(event: StreamEvent): void {
  switch (event.kind) {
    case 'state': {
      const before = connection();
      become(connectionAfter(before, { ...event, at: Date.now() }));
      // Nobody could say what is held meanwhile.
      if (before.server?.redis === 'away' && event.state.redis === 'up') forgetGates();
      return;
    }
    case 'snapshot': {
      const isAgain = connection().freshUntil !== null || endedUnheard(streamedJobs() ?? [], event.jobs).length > 0;
      become(connectionAfter(connection(), event));
      for (const job of event.jobs) keepJob(job);
      queryClient.setQueryData(streamedJobsQuery.queryKey, event.jobs);
      // What began and ended while nobody listened is in no snapshot.
      if (isAgain) forgetJobs();
      return;
    }
    case 'job':
      return keepJob(event.job);
  }
}
