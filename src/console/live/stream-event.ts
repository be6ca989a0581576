import type { Job } from '../jobs/job.js';

/** What the server knows of itself. `serverId` is another one for each start of its process. */
export interface ServerState {
  readonly serverId: string;
  /** Whose jobs the stream has. */
  readonly businessId: number;
  readonly database: 'up' | 'away';
  readonly redis: 'up' | 'away';
}

/** What `/api/v1/jobs/events` sends. */
export type StreamEvent =
  | { readonly kind: 'state'; readonly state: ServerState }
  /** Every live job and those that have ended just now: what is not in it is over. */
  | { readonly kind: 'snapshot'; readonly jobs: readonly Job[] }
  | { readonly kind: 'job'; readonly job: Job };

/**
 * The events of a body, as HTML describes them (9.2.6), as far as our server uses that; null for what says nothing but that
 * the server is there. It is no EventSource, because that does not show the status of a refusal.
 */
export async function* readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<StreamEvent | null> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block: string): StreamEvent | null {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    }),
  );
  const data = fields.get('data') ?? 'null';
  switch (fields.get('event')) {
    case 'state':
      return { kind: 'state', state: JSON.parse(data) as ServerState };
    case 'snapshot':
      return { kind: 'snapshot', jobs: (JSON.parse(data) as { items: Job[] }).items };
    case 'job':
      return { kind: 'job', job: JSON.parse(data) as Job };
    case undefined:
    default:
      return null;
  }
}
