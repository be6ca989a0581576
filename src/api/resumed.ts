/** The whole of a stream whose first piece was taken already, to find a failure before the headers were sent. */
export async function* resumed(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
