/** As much of `fetch` as is needed. */
type Fetch = (url: string, options: RequestInit) => Promise<Response>;

/**
 * `fetch` that reads no more than so much of an answer: whoever sends without end is cut off. The time limit is the
 * signal's, and holds for the body as well.
 *
 * @throws Error for a longer answer; any status but 200 becomes a 502 without a body
 */
export function boundedFetch(maxBytes: number): Fetch {
  return async (url, options) => {
    const response = await fetch(url, options);
    if (response.status !== 200) {
      await response.body?.cancel();
      return new Response(null, { status: 502 });
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      // Leaving the loop cancels the stream, and with it the connection.
      if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return new Response(Buffer.concat(chunks));
  };
}
