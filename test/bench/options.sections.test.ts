import { expect, test } from '@jest/globals';
import { BadArgument, readOptions } from '../../bench/options.js';

test('everything is measured unless sections are named, and a section that there is not is refused by name', () => {
  expect(readOptions([])?.sections).toEqual(['bulk', 'recordings']);
  expect(readOptions(['recordings', '--rounds', '2'])).toMatchObject({ sections: ['recordings'], rounds: 2 });
  expect(readOptions(['--leads', '10', 'bulk'])).toMatchObject({ sections: ['bulk'], leads: 10 });
  expect(() => readOptions(['recording'])).toThrow(BadArgument);
  expect(() => readOptions(['recording'])).toThrow('"recording"');
});
