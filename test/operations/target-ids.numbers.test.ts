import { expect, test } from '@jest/globals';
import { TargetIds } from '../../src/operations/target-ids.js';

test.each([{ numbers: [] }, { numbers: [7] }, { numbers: [7, 12] }, { numbers: [1, 20, 9_007_199_254_740_991] }])(
  '$numbers: text for PostgreSQL, and numbers again',
  ({ numbers }) => {
    const made = TargetIds.of(numbers);
    const found = TargetIds.fromPostgres(made.toPostgres(), made.length);
    expect([found.length, found.last, found.toArray()]).toEqual([numbers.length, numbers.at(-1), numbers]);
    expect(found.slice(1).toArray()).toEqual(numbers.slice(1));
    expect(found.slice(0, 1).toPostgres()).toBe(`{${numbers.slice(0, 1).join()}}`);
  },
);
