import { expect, test } from '@jest/globals';
import { withSystem } from '../support/system.js';

test('a click that waited for its turn to count is told who holds the gate by then, and is not counted', () =>
  withSystem({}, async (system) => {
    const waiting = {
      async run<T>(_: unknown, count: () => Promise<T>): Promise<T> {
        await system.start();
        return count();
      },
    };
    // Counted it would be `count_differs`.
    const click = system.start({ expectedTotal: 7, reason: 'to try it' }, { counts: waiting });
    await expect(click).rejects.toMatchObject({ fields: { status: 409, code: 'gate_held' } });
  }));
