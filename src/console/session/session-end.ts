import type { Schemas } from '@bulkgate/client';

type SessionView = Schemas['Session'];

/** A session with its ends by this browser's clock, in milliseconds. */
export interface HeldSession extends SessionView {
  /** At the latest. */
  readonly endsAt: number;
  /** By silence. */
  readonly silenceEndsAt: number;
  /** How long a silence may be. */
  readonly silenceMs: number;
}

/** The server notes a use of a session at most so often (`TOUCH_EVERY_SECONDS`). */
const NOTED_EVERY_MS = 60_000;
const WARN_MS = 300_000;

/** @param serverNow the server's clock when it answered @param now this browser's */
export function holdSession(session: SessionView, serverNow: number, now: number): HeldSession {
  const silenceMs = Date.parse(session.idleExpiresAt) - serverNow;
  const endsAt = now + Date.parse(session.expiresAt) - serverNow;
  return { ...session, endsAt, silenceMs, silenceEndsAt: now + silenceMs };
}

/** The session after a use of it: the end that is sure, because the server may have noted only the use before. */
export function usedSession(session: HeldSession, usedAt: number): HeldSession {
  const { silenceMs, silenceEndsAt } = session;
  const sure = usedAt + silenceMs - Math.min(NOTED_EVERY_MS, silenceMs / 4);
  return sure > silenceEndsAt ? { ...session, silenceEndsAt: sure } : session;
}

export interface SessionEnd {
  readonly at: number;
  /** Whether it ends by silence alone, which one request breaks. */
  readonly isBySilence: boolean;
}

/** The end that a person is to be warned of now; null while there is time. */
export function endToWarnOf({ endsAt, silenceEndsAt, silenceMs }: HeldSession, now: number): SessionEnd | null {
  if (endsAt - now <= WARN_MS) return { at: Math.min(endsAt, silenceEndsAt), isBySilence: silenceEndsAt < endsAt };
  const isNear = silenceEndsAt - now <= Math.min(WARN_MS, silenceMs / 2);
  return isNear ? { at: silenceEndsAt, isBySilence: true } : null;
}
