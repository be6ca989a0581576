import type { Schemas } from '@bulkgate/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api } from '../api/client.js';
import { type Answer, ApiProblem, dataOf } from '../api/problems.js';
import { holdSession } from './session-end.js';
import { resetFor, type Permission, SESSION_KEY, type Session } from './session-query.js';

/** The session of an answer. @throws ApiProblem, NoAnswer */
export async function sessionOf(call: Promise<Answer<Schemas['Session']>>): Promise<Session> {
  const session = await dataOf(call);
  const { headers } = (await call).response;
  const now = Date.now();
  return holdSession(session, Date.parse(headers.get('date') ?? '') || now, now);
}

const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await sessionOf(api.GET('/api/v1/session'));
      resetFor(session);
      return session;
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.status === 401) return null;
      throw error;
    }
  },
  // The answer of any call says when it has ended.
  staleTime: Infinity,
  // Another tab may have logged somebody else in: this one must not act for them under the name of the first.
  refetchOnWindowFocus: 'always',
});

/** Null while nobody is logged in. */
export function useSessionQuery() {
  return useQuery(sessionQuery);
}

export const SessionContext = createContext<Session | null>(null);

/** Of a page that is shown to people who are logged in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('a page for people who are logged in is shown outside of a session');
  return session;
}

/** Whether something is for this person; the API decides all the same. */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}
