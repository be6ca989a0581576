import { expect, test } from '@jest/globals';
import { BadArgument, readCommandLine } from '../../src/cli/command-line.js';
import { keyLineOf } from '../../src/cli/key-line.js';

const create = ['create', '--business', '1', '--name', 'n', '--role', 'viewer'];
test.each([
  [['destroy'], 'destroy'],
  [['list'], '--business'],
  [['list', '--business', '2147483648'], '--business'],
  [['list', '--business', '1', '--role', 'viewer'], '--role is not for list'],
  [create, '--days'],
  [[...create, '--days', '367'], '--days'],
  [[...create, '--days', '1', '--types', 'drop_everything'], 'drop_everything'],
  [[...create, '--days', '1', '--by', 'ada@example.test'], '--by'],
  [['create', '--business', '1', '--name', 'n', '--role', 'boss', '--days', '1'], '--role'],
  [['create', '--business', '1', '--name', ' ', '--role', 'viewer', '--days', '1'], '--name'],
  [['revoke', '--business', '1'], '--key'],
  [['revoke', '--business', '1', '--key', 'x'], '--key'],
])('%j is refused, naming %s', (args, named) => {
  expect(() => readCommandLine(keyLineOf(['delete_leads_bulk']), args)).toThrow(BadArgument);
  expect(() => readCommandLine(keyLineOf(['delete_leads_bulk']), args)).toThrow(named);
});
