/** What the tabs of a browser tell each other: they share one cookie, and so one session. */
export type TabMessage =
  | 'entered'
  | 'left'
  /** The server has noted a use of the session. In milliseconds. */
  | { readonly usedAt: number };

const channel = new BroadcastChannel('bulkgate-session');

export function tellTabs(message: TabMessage): void {
  channel.postMessage(message);
}

export function hearTabs(hear: (message: TabMessage) => void): void {
  channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => hear(data));
}
