import { expect, test } from '@jest/globals';
import { withCleanups } from './cleanups.js';

test('a cleanup that fails keeps no other one from its turn, and is told where the work was well', async () => {
  const closed: string[] = [];
  const work = withCleanups(({ defer }) => {
    defer(() => closed.push('first'));
    defer(() => Promise.reject(new Error('a fault of the second')));
    defer(() => closed.push('third'));
    return Promise.resolve();
  });
  await expect(work).rejects.toThrow('a fault of the second');
  expect(closed).toEqual(['third', 'first']);
});

test('the error of the work goes before those of its cleanups', async () => {
  const work = withCleanups(({ defer }) => {
    defer(() => Promise.reject(new Error('a fault of the cleanup')));
    return Promise.reject(new Error('a fault of the work'));
  });
  await expect(work).rejects.toThrow('a fault of the work');
});

test('what is opened while something beside it fails is closed all the same', async () => {
  const closed: string[] = [];
  let open: (name: string) => void = () => undefined;
  const opening = new Promise<string>((resolve) => (open = resolve));
  const work = withCleanups(({ opened }) =>
    Promise.all([
      opened(opening, (name) => closed.push(name)),
      opened(Promise.reject(new Error('cannot be opened')), () => closed.push('what never was')),
    ]),
  );
  open('the slow one');
  await expect(work).rejects.toThrow('cannot be opened');
  expect(closed).toEqual(['the slow one']);
});
