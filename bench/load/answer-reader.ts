const END_OF_HEAD = '\r\n\r\n';

/** One answer, as it comes. */
export interface AnswerReader {
  /** Whether the first byte of the body has come. */
  readonly hasBegun: boolean;
  readonly isDone: boolean;
  /** @returns how many bytes of the body there are in it @throws Error where it is not the answer that was asked for */
  take(read: Buffer): number;
}

/**
 * Reads an answer with a `Content-Length`, of which it keeps the head alone. Nothing may come after it: the next request
 * is sent when it is done.
 */
export function createAnswerReader(status: number): AnswerReader {
  let head = '';
  let left: number | null = null;
  let hasBegun = false;
  return {
    get hasBegun() {
      return hasBegun;
    },
    get isDone() {
      return left === 0;
    },
    take(read) {
      let body = read.length;
      if (left === null) {
        const before = head.length;
        head += read.toString('latin1');
        const end = head.indexOf(END_OF_HEAD);
        if (end === -1) {
          if (head.length > 65_536) throw new Error('a head without an end');
          return 0;
        }
        left = lengthIn(head.slice(0, end), status);
        body = before + read.length - end - END_OF_HEAD.length;
        head = '';
      }
      if (body > left) throw new Error('more came than was announced');
      left -= body;
      hasBegun ||= body > 0;
      return body;
    },
  };
}

function lengthIn(head: string, status: number): number {
  const answered = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
  if (answered !== String(status)) throw new Error(`answered with ${answered}, not ${status}:\n${head}`);
  const length = /^content-length: (\d+)\r?$/im.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length:\n${head}`);
  return Number(length);
}
