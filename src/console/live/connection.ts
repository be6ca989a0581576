import type { ServerState } from './stream-event.js';

export interface Refusal {
  readonly code: string;
  /** In the server's words. */
  readonly title: string;
}

/** How the page knows what it shows. */
export interface Connection {
  /** `lost`: the server does not answer. */
  readonly phase: 'connecting' | 'live' | 'lost';
  /** The moment up to which everything that is shown was true; null while it is true now. */
  readonly freshUntil: number | null;
  readonly server: ServerState | null;
  /** When the process of the server was found to be another one. */
  readonly restartedAt: number | null;
  /** Why the server takes no stream. */
  readonly refusal: Refusal | null;
}

export const NOT_CONNECTED: Connection = {
  phase: 'connecting',
  freshUntil: null,
  server: null,
  restartedAt: null,
  refusal: null,
};

/** What happens to a stream. Moments are in milliseconds. */
export type Sign =
  | { readonly kind: 'state'; readonly state: ServerState; readonly at: number }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'lost'; readonly freshUntil: number; readonly refusal: Refusal | null };

/** The connection after a sign. */
export function connectionAfter(before: Connection, sign: Sign): Connection {
  switch (sign.kind) {
    case 'state': {
      const { state, at } = sign;
      const isRestarted = before.server !== null && before.server.serverId !== state.serverId;
      // After a loss the numbers are old until the snapshot is there.
      const isFresh = state.database === 'up' && before.phase !== 'lost';
      return {
        phase: 'live',
        freshUntil: isFresh ? null : (before.freshUntil ?? at),
        server: state,
        restartedAt: isRestarted ? at : before.restartedAt,
        refusal: null,
      };
    }
    case 'snapshot':
      return { ...before, phase: 'live', freshUntil: before.server?.database === 'away' ? before.freshUntil : null };
    case 'lost':
      return {
        ...before,
        phase: 'lost',
        freshUntil: before.freshUntil ?? sign.freshUntil,
        refusal: sign.refusal,
      };
  }
}

export type Note = 'reconnecting' | 'refused' | 'database_away' | 'redis_away' | 'no_worker' | 'restarted';

/** How long the restart of a server is worth a word. */
export const RESTART_SAID_MS = 20_000;

/** What is to be said of a connection now, the worst first. Of a server that does not answer nothing else is known. */
export function notesOf(connection: Connection, isWorkerMissing: boolean, now: number): readonly Note[] {
  const { phase, server, restartedAt, refusal } = connection;
  if (phase === 'connecting') return [];
  if (phase === 'lost') {
    if (refusal === null) return ['reconnecting'];
    return [refusal.code === 'database_unavailable' ? 'database_away' : 'refused'];
  }
  const notes: readonly (readonly [Note, boolean])[] = [
    ['database_away', server?.database === 'away'],
    ['redis_away', server?.redis === 'away'],
    ['no_worker', isWorkerMissing],
    ['restarted', restartedAt !== null && now - restartedAt < RESTART_SAID_MS],
  ];
  return notes.filter(([, isTrue]) => isTrue).map(([note]) => note);
}
