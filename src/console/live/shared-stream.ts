/** How long a tab that leads has for its answer to another: past that it is frozen, and another one leads. */
const ANSWER_WITHIN_MS = 4_000;

/** The server sends its state every 5 s, and the leading tab passes it on. */
const SILENCE_MS = 12_000;

/** A question that every leader answers. */
const ASK = 'ask';
/** A question that a hidden leader leaves open: browsers slow its timers down, so it looks for a lost server once a minute. */
const ASK_SHOWN = 'ask-shown';

type Question = typeof ASK | typeof ASK_SHOWN;

export interface SharedStreamPorts<Message> {
  /** Runs in one tab at a time, until the signal. */
  readonly lead: (publish: (message: Message) => void, signal: AbortSignal) => Promise<void>;
  /** Called in every tab with each message of the leading one. */
  readonly receive: (message: Message) => void;
  /** The first message to a tab that was opened just now. */
  readonly summary: () => Message;
}

/**
 * One stream for all the tabs of a browser. The tab that holds the Web Lock leads: it has the stream, and passes on what
 * comes. Without Web Locks (plain HTTP from another machine) each tab has its own while it is shown: a browser opens six
 * connections to a host at most, and hidden tabs must not use them up.
 *
 * @returns stops it in this tab; another one takes over
 */
export function shareStream<Message>(name: string, ports: SharedStreamPorts<Message>): () => void {
  const closing = new AbortController();
  if ('locks' in navigator) joinTabs(name, ports, closing.signal);
  else listenWhileShown(ports, closing.signal);
  return () => closing.abort();
}

function joinTabs<Message>(
  name: string,
  { lead, receive, summary }: SharedStreamPorts<Message>,
  closed: AbortSignal,
): void {
  const channel = new BroadcastChannel(name);
  let leading: AbortController | null = null;
  let suspicion: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const calm = (): void => {
    clearTimeout(suspicion);
    clearTimeout(silence);
  };
  const awaitWord = (): void => {
    calm();
    silence = setTimeout(() => isShown() && askLeader(ASK_SHOWN), SILENCE_MS);
  };
  const publish = (message: Message): void => {
    receive(message);
    channel.postMessage(message);
  };
  const takeOver = async (): Promise<void> => {
    calm();
    if (closed.aborted) return;
    const own = new AbortController();
    leading = own;
    await lead(publish, AbortSignal.any([closed, own.signal]));
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
    if (!closed.aborted) awaitWord();
    queue();
  };
  const askLeader = (question: Question): void => {
    if (leading !== null) return;
    channel.postMessage(question);
    calm();
    suspicion = setTimeout(steal, ANSWER_WITHIN_MS);
  };

  channel.addEventListener('message', ({ data }: MessageEvent<Message | Question>) => {
    if (data === ASK || data === ASK_SHOWN) {
      if (leading !== null && (data === ASK || isShown())) channel.postMessage(summary());
      return;
    }
    // A tab whose lock was taken may still send: that is older than what this one knows.
    if (leading !== null) return;
    awaitWord();
    receive(data);
  });
  document.addEventListener('visibilitychange', () => isShown() && askLeader(ASK), {
    signal: closed,
  });
  closed.addEventListener('abort', () => {
    calm();
    channel.close();
  });
  queue();
  askLeader(ASK);
}

function listenWhileShown<Message>({ lead, receive }: SharedStreamPorts<Message>, closed: AbortSignal): void {
  let shown: AbortController | null = null;
  const follow = (): void => {
    if (!isShown()) {
      shown?.abort();
      shown = null;
    } else if (shown === null) {
      shown = new AbortController();
      void lead(receive, AbortSignal.any([closed, shown.signal]));
    }
  };
  document.addEventListener('visibilitychange', follow, { signal: closed });
  follow();
}

function isShown(): boolean {
  return document.visibilityState === 'visible';
}
