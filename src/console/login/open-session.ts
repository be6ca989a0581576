import { api } from '../api/client.js';
import type { Session } from '../session/session-query.js';
import { sessionOf } from '../session/use-session.js';

/** @param credential a bearer token or an API key; it is sent once, and kept nowhere */
export function openSession(credential: string): Promise<Session> {
  return sessionOf(api.POST('/api/v1/session', { headers: { authorization: `Bearer ${credential}` } }));
}
