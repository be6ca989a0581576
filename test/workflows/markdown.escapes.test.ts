import { expect, test } from '@jest/globals';
import { markdownCode, markdownText } from '../../src/workflows/markdown.js';

test('a stored text stays code, whatever backticks and line ends it has', () => {
  expect(markdownCode('operator-1')).toBe('`operator-1`');
  expect(markdownCode('a`b')).toBe('`` a`b ``');
  expect(markdownCode('``` x `` ')).toBe('```` ``` x ``  ````');
  expect(markdownCode('a\n\n# b\u001b[2J\u202e')).toBe('`a\ufffd\ufffd# b\ufffd[2J\ufffd`');
});

test('a stored text stays text, in one line and in its cell', () => {
  expect(markdownText('3 of 5 attempts, 42P01.')).toBe('3 of 5 attempts, 42P01.');
  expect(markdownText('a | b `c` <i>*d*</i> [e](f)\n> g')).toBe(
    String.raw`a \| b \`c\` \<i\>\*d\*\</i\> \[e\](f)` + '\ufffd' + String.raw`\> g`,
  );
});
