import { expect } from '@jest/globals';

interface StreamEvent<Data = unknown> {
  readonly name: string;
  readonly id: string;
  readonly data: Data;
}

export interface EventStream<Data> extends AsyncIterable<StreamEvent<Data>> {
  /** The next event of this name; those before it are passed over. @throws Error when the stream ends before it */
  next(name?: string): Promise<StreamEvent<Data>>;
  /** Reads until it ends. */
  rest(): Promise<StreamEvent<Data>[]>;
  close(): void;
}

/** Opens an event stream, whose answer is 200. */
export async function openEvents<Data>(url: string, headers: Record<string, string>): Promise<EventStream<Data>> {
  const closing = new AbortController();
  const response = await fetch(url, { headers, signal: closing.signal });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  // Read from the beginning: fetch cancels the body of a response that is collected as garbage while nobody reads it.
  const events = eventsIn<Data>(response.body!.pipeThrough(new TextDecoderStream()));
  return {
    [Symbol.asyncIterator]: () => events,
    async next(name) {
      for (;;) {
        const event = await events.next();
        if (event.done) throw new Error(`the stream ended without ${name ?? 'an event'}`);
        if (name === undefined || event.value.name === name) return event.value;
      }
    },
    async rest() {
      const rest: StreamEvent<Data>[] = [];
      for await (const event of events) rest.push(event);
      return rest;
    },
    close: () => closing.abort(),
  };
}

async function* eventsIn<Data>(pieces: ReadableStream<string>): AsyncGenerator<StreamEvent<Data>> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, name, data, id] = /^event: (.*)\ndata: (.*)\nid: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (name && data && id) yield { name, id, data: JSON.parse(data) as Data };
    }
  }
}
