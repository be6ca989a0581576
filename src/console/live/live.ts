import { queryClient } from '../api/query-client.js';
import { basePath } from '../base-path.js';
import { forgetGates } from '../gate/gate-query.js';
import { endedUnheard } from '../jobs/job-lists.js';
import { forgetJobs, keepJob, streamedJobs, streamedJobsQuery } from '../jobs/job-queries.js';
import type { Job } from '../jobs/job.js';
import { forgetSession, lookAtSession, type Session } from '../session/session-query.js';
import { type Connection, connectionAfter, type Sign } from './connection.js';
import { connectionQuery, heldConnection } from './connection-query.js';
import { listenToJobs } from './job-stream.js';
import { shareStream } from './shared-stream.js';
import type { StreamEvent } from './stream-event.js';

/** What the leading tab sends to the others. */
type LiveMessage =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  | { readonly kind: 'lost'; readonly sign: Extract<Sign, { kind: 'lost' }> }
  /** For a tab that was opened just now; all tabs receive it. */
  | { readonly kind: 'summary'; readonly connection: Connection; readonly jobs: readonly Job[] | null };

function become(changed: Connection): void {
  const wasStale = heldConnection().freshUntil !== null;
  queryClient.setQueryData(connectionQuery.queryKey, changed);
  // What began and ended while nobody listened is in no snapshot.
  if (wasStale && changed.freshUntil === null) forgetJobs();
}

/** Keeps all that is shown of jobs up to date in this tab, until the returned function is called. */
export function goLive({ businessId, subject, expiresAt }: Session): () => void {
  return shareStream<LiveMessage>(`bulkgate-stream-${businessId}-${subject}-${expiresAt}`, {
    receive,
    summary: () => ({ kind: 'summary', connection: heldConnection(), jobs: streamedJobs() ?? null }),
    lead: (publish, signal) =>
      listenToJobs(
        { url: `${basePath}/api/v1/jobs/events`, businessId },
        {
          event: (event) => publish({ kind: 'event', event }),
          lost: (freshUntil, refusal) => publish({ kind: 'lost', sign: { kind: 'lost', freshUntil, refusal } }),
          otherLogin: lookAtSession,
          loggedOut: forgetSession,
        },
        signal,
      ),
  });
}

function receive(message: LiveMessage): void {
  switch (message.kind) {
    case 'summary':
      return receiveSummary(message);
    case 'lost':
      return become(connectionAfter(heldConnection(), message.sign));
    case 'event':
      return receiveEvent(message.event);
  }
}

function receiveEvent(event: StreamEvent): void {
  switch (event.kind) {
    case 'state': {
      const before = heldConnection();
      become(connectionAfter(before, { ...event, at: Date.now() }));
      // What is held was not known meanwhile.
      if (before.server?.redis === 'away' && event.state.redis === 'up') forgetGates();
      return;
    }
    case 'snapshot':
      become(connectionAfter(heldConnection(), event));
      return keepAll(event.jobs);
    case 'job':
      return keepJob(event.job);
  }
}

/** It is no snapshot: what another tab knows may be old. Then it takes the place of nothing that this one knows. */
function receiveSummary({ connection, jobs }: Extract<LiveMessage, { kind: 'summary' }>): void {
  become(connection);
  if (jobs === null) return;
  if (connection.freshUntil === null) keepAll(jobs);
  else if (streamedJobs() === undefined) queryClient.setQueryData(streamedJobsQuery.queryKey, jobs);
}

function keepAll(jobs: readonly Job[]): void {
  const ended = endedUnheard(streamedJobs() ?? [], jobs);
  for (const job of jobs) keepJob(job);
  queryClient.setQueryData(streamedJobsQuery.queryKey, jobs);
  if (ended.length > 0) forgetJobs();
}
