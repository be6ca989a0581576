import type { Schemas } from '@bulkgate/client';
import { queryClient } from '../api/query-client.js';

export type Session = Schemas['Session'];

export const SESSION_KEY = ['session'] as const;

/** What stands for requests that change something; undefined while nobody is logged in. */
export function csrfToken(): string | undefined {
  return queryClient.getQueryData<Session | null>(SESSION_KEY)?.csrfToken;
}

/** The server knows no session of this browser any more: the pages make way for the login. */
export function forgetSession(): void {
  queryClient.setQueryData(SESSION_KEY, null);
}

/** What one person has seen is not for the next. */
export function enterSession(session: Session): void {
  // Not `clear`: it would take the session's own question from the pages that wait for its answer.
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  queryClient.setQueryData(SESSION_KEY, session);
}
