import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.js';
import { bodyIncomplete, bodyTooLarge, invalidRequest, malformedJson } from './problems.js';
import { BodyDeadline } from './body-deadline.js';
import { JsonAssembler, JsonRefused, type JsonValue } from './json-assembler.js';

/**
 * The bytes of a body as they come, with back-pressure. Ending early leaves the connection open, so that the answer can
 * still be sent.
 *
 * @throws Problem 413 at once when Content-Length says so, else when the limit is passed; 408 when the deadline is; 400
 *   when the client goes away
 */
export async function* bodyChunks(
  request: IncomingMessage,
  maxBytes: number,
  deadline: BodyDeadline,
): AsyncGenerator<Buffer> {
  const tooLarge = () => bodyTooLarge(`The body may have up to ${maxBytes} bytes.`);
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge();
  let bytes = 0;
  try {
    for await (const chunk of deadline.watch(request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>)) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    throw error instanceof Problem ? error : bodyIncomplete(error);
  }
}

/** Whole of a small JSON body; undefined where there is none. @throws Problem 400, 408, 413 */
export async function readSmallJson(
  request: IncomingMessage,
  maxBytes: number,
  withinSeconds?: number,
): Promise<JsonValue | undefined> {
  const assembler = new JsonAssembler({ maxKeptBytes: maxBytes });
  const deadline = new BodyDeadline(withinSeconds);
  try {
    return await refusingJson(async () => {
      for await (const chunk of bodyChunks(request, maxBytes, deadline)) assembler.write(chunk);
      return assembler.end();
    });
  } finally {
    deadline.lift();
  }
}

/** Runs the work and says a `JsonRefused` of it as a problem. */
export async function refusingJson<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof JsonRefused ? jsonProblem(error) : error;
  }
}

function jsonProblem({ field, where }: JsonRefused): Problem {
  if (field === null) return malformedJson(where);
  return field === 'body' ? bodyTooLarge(`The body has ${where}.`) : invalidRequest([{ field, message: where }]);
}
