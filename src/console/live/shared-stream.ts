/** How long a tab that leads has for its answer to another: past that it is frozen, and another one leads. */
const ANSWER_WITHIN_MS = 4_000;

const ASK = 'ask';

export interface SharedStreamPorts<Said> {
  /** Runs in one tab at a time, until the signal. */
  readonly lead: (tell: (said: Said) => void, signal: AbortSignal) => Promise<void>;
  /** Called in every tab with what the leading one tells. */
  readonly hear: (said: Said) => void;
  /** What a tab that has just come must hear first. */
  readonly summary: () => readonly Said[];
}

/**
 * One stream for all the tabs of a browser. The tab that holds the Web Lock leads: it has the stream, and passes on what
 * comes. Without Web Locks (plain HTTP from another machine) each tab has its own while it is shown: a browser opens six
 * connections to a host at most, and hidden tabs must not use them up.
 *
 * @returns stops it in this tab; another one takes over
 */
export function shareStream<Said>(name: string, ports: SharedStreamPorts<Said>): () => void {
  const closing = new AbortController();
  if ('locks' in navigator) joinTabs(name, ports, closing.signal);
  else listenWhileShown(ports, closing.signal);
  return () => closing.abort();
}

function joinTabs<Said>(name: string, { lead, hear, summary }: SharedStreamPorts<Said>, closed: AbortSignal): void {
  const channel = new BroadcastChannel(name);
  let leading: AbortController | null = null;
  let suspicion: ReturnType<typeof setTimeout> | undefined;

  const tell = (said: Said): void => {
    hear(said);
    channel.postMessage(said);
  };
  const takeOver = async (): Promise<void> => {
    clearTimeout(suspicion);
    if (closed.aborted) return;
    const own = new AbortController();
    leading = own;
    await lead(tell, AbortSignal.any([closed, own.signal]));
  };
  const queue = (): void => {
    if (closed.aborted) return;
    // A rejection is the end of the wait, or a lock that another tab has taken from this one: it waits again.
    navigator.locks.request(name, { signal: closed }, takeOver).catch(handOver);
  };
  const steal = (): void => {
    navigator.locks.request(name, { steal: true }, takeOver).catch(handOver);
  };
  const handOver = (): void => {
    leading?.abort();
    leading = null;
    queue();
  };
  const askLeader = (): void => {
    if (leading !== null) return;
    channel.postMessage(ASK);
    clearTimeout(suspicion);
    suspicion = setTimeout(steal, ANSWER_WITHIN_MS);
  };

  channel.addEventListener('message', ({ data }: MessageEvent<Said | typeof ASK>) => {
    if (data === ASK) {
      if (leading !== null) for (const said of summary()) channel.postMessage(said);
      return;
    }
    clearTimeout(suspicion);
    // What a tab still says whose lock was taken is older than what this one knows.
    if (leading === null) hear(data);
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && askLeader(), {
    signal: closed,
  });
  closed.addEventListener('abort', () => {
    clearTimeout(suspicion);
    channel.close();
  });
  queue();
  askLeader();
}

function listenWhileShown<Said>({ lead, hear }: SharedStreamPorts<Said>, closed: AbortSignal): void {
  let shown: AbortController | null = null;
  const follow = (): void => {
    const isShown = document.visibilityState === 'visible';
    if (!isShown) shown?.abort();
    if (!isShown) shown = null;
    else if (shown === null) {
      shown = new AbortController();
      void lead(hear, AbortSignal.any([closed, shown.signal]));
    }
  };
  document.addEventListener('visibilitychange', follow, { signal: closed });
  follow();
}
