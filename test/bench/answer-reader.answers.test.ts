import { expect, test } from '@jest/globals';
import { createAnswerReader } from '../../bench/load/answer-reader.js';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 10\r\n\r\n';

test.each([1, 7, HEAD.length - 1, HEAD.length, HEAD.length + 3, 1_000])(
  'an answer that comes in pieces of %i bytes has begun with its first byte of audio and is done with its last',
  (size) => {
    const answer = Buffer.from(`${HEAD}0123456789`);
    const reader = createAnswerReader(200);
    let body = 0;
    for (let at = 0; at < answer.length; at += size) {
      expect(reader.isDone).toBe(false);
      body += reader.take(answer.subarray(at, at + size));
      expect(reader.hasBegun).toBe(at + size > HEAD.length);
    }
    expect({ body, isDone: reader.isDone }).toEqual({ body: 10, isDone: true });
  },
);

test.each([
  ['another status', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n', 'answered with 401, not 200'],
  ['no length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'without a length'],
  ['more than its length', `${HEAD}0123456789a`, 'more came than was announced'],
])('an answer with %s ends the measurement instead of going into it', (_, answer, message) => {
  expect(() => createAnswerReader(200).take(Buffer.from(answer))).toThrow(message);
});
