import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api } from '../api/client.js';
import { ApiProblem, dataOf } from '../api/problems.js';
import { SESSION_KEY, type Session } from './session-query.js';

/** Null while nobody is logged in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: async (): Promise<Session | null> => {
      try {
        return await dataOf(api.GET('/api/v1/session'));
      } catch (error) {
        if (error instanceof ApiProblem && error.problem.status === 401) return null;
        throw error;
      }
    },
    // The answer of any call says when it has ended.
    staleTime: Infinity,
  });
}

export const SessionContext = createContext<Session | null>(null);

/** Of a page that is shown to people who are logged in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('a page for people who are logged in is shown outside of a session');
  return session;
}

const ROLES_IN_CONTROL: readonly Session['role'][] = ['operator', 'admin'];

/** Whether the buttons that change a job are for this person; the API decides all the same. */
export function useMayControl(): boolean {
  return ROLES_IN_CONTROL.includes(useSession().role);
}
