import { expect, test } from '@jest/globals';
import { preparing } from '../../../src/api/calls/recording-answer.js';

test('Retry-After of a fetch that is under way grows with its time, and is never above what the text says', () => {
  const answers = Array.from({ length: 15 }, (_, n) => preparing({ outcome: 'deduplicated', secondsLeft: 15 - n }));
  expect(answers.map(({ retryAfterSeconds }) => retryAfterSeconds)).toEqual([
    ...[1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 4, 3, 2, 1],
  ]);
  expect(answers.map(({ body }) => body.message)).toEqual(
    answers.map((_, n) => `Recording is being prepared, please retry in ${15 - n} seconds`),
  );
  expect(preparing({ outcome: 'started' })).toMatchObject({ retryAfterSeconds: 2 });
});

test.each([2, 3, 5, 8, 12])(
  'who comes back as told hears a recording of %i s after half as long again, at most',
  (seconds) => {
    let now = 0;
    let retryAfter = preparing({ outcome: 'started' }).retryAfterSeconds;
    while (now < seconds) {
      now += retryAfter;
      retryAfter = preparing({ outcome: 'deduplicated', secondsLeft: Math.max(1, 15 - now) }).retryAfterSeconds;
    }
    expect(now).toBeLessThanOrEqual(Math.ceil(seconds * 1.5));
  },
);
