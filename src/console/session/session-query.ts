import { navigate } from 'wouter/use-browser-location';
import { queryClient } from '../api/query-client.js';
import { basePath } from '../base-path.js';
import { draftOwner, forgetDraft, forgetDraftOfOthers } from '../start/start-draft.js';
import { type HeldSession, usedSession } from './session-end.js';
import { hearTabs, tellTabs } from './session-tabs.js';

export type Session = HeldSession;
export type Permission = Session['permissions'][number];

export const SESSION_KEY = ['session'] as const;

/** A use of the session is told to the other tabs no more often. */
const TOLD_EVERY_MS = 5_000;

function heldSession(): Session | null | undefined {
  return queryClient.getQueryData<Session | null>(SESSION_KEY);
}

/** What stands for requests that change something; undefined while nobody is logged in. */
export function csrfToken(): string | undefined {
  return heldSession()?.csrfToken;
}

/** What one person has seen is not for the next: all is forgotten, unless the session is the one that was there. */
export function resetFor(session: Session | null): void {
  if (heldSession()?.csrfToken === session?.csrfToken) return;
  if (session) forgetDraftOfOthers(draftOwner(session));
  // Not `clear`: it would take the session's own question from the pages that wait for its answer.
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  queryClient.getMutationCache().clear();
}

function become(session: Session | null): void {
  resetFor(session);
  queryClient.setQueryData<Session | null>(SESSION_KEY, session);
}

/** The server knows no session of this browser any more: the pages make way for the login, which leads back to them. */
export function forgetSession(): void {
  if (heldSession() !== null) become(null);
}

export function enterSession(session: Session): void {
  become(session);
  tellTabs('entered');
}

/** The login does not lead back: the next person is not to land on the page of the last one. */
export function leaveSession(): void {
  leave();
  tellTabs('left');
}

function leave(): void {
  forgetDraft();
  navigate(`${basePath}/login`, { replace: true });
  become(null);
}

/** Asks whether the session is still the one whose name is on the page. */
export function lookAtSession(): void {
  void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
}

let toldAt = 0;

/** The server has answered: the session's silence begins anew. */
export function noteUse(): void {
  const usedAt = Date.now();
  if (usedAt - toldAt < TOLD_EVERY_MS) return;
  toldAt = usedAt;
  noteUseAt(usedAt);
  tellTabs({ usedAt });
}

function noteUseAt(usedAt: number): void {
  const session = heldSession();
  if (session) queryClient.setQueryData<Session | null>(SESSION_KEY, usedSession(session, usedAt));
}

hearTabs((message) => {
  if (message === 'left') leave();
  else if (message === 'entered') lookAtSession();
  else noteUseAt(message.usedAt);
});
