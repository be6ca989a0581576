import { describe, expect, test } from '@jest/globals';
import { BadArgument, helpOf, readCommandLine } from '../../src/cli/command-line.js';
import { flag, listOf, oneOf, subject, text, wholeNumber, yes } from '../../src/cli/flags.js';

const line = {
  program: 'brew',
  about: 'Makes tea.',
  commands: {
    pour: { help: 'fills the cups', needs: ['cups', 'by'], takes: ['kind', 'with', 'hot'] },
    wash: { help: 'cleans cups\nand the pot', needs: ['by'], operands: 'CUP…' },
  },
  flags: {
    cups: flag(wholeNumber(1, 12), 'how many'),
    kind: flag(oneOf('KIND', ['green', 'black']), 'of tea'),
    with: flag(listOf('A,B', ['milk', 'sugar']), 'what else'),
    hot: flag(yes, 'do not wait'),
    by: flag(subject, 'who'),
  },
  exitCodes: 'Exit codes: 0 done.',
} as const;
const read = (...args: string[]) => readCommandLine(line, args);
const one = { ...line, commands: { '': { takes: ['hot'], operands: 'FILE' } }, fallback: '' } as const;

test('values come as what they are, and only those that were given', () => {
  const asked = read('pour', '--cups', '3', '--by', 'u1', '--with', 'milk, sugar', '--hot');
  expect(asked).toMatchObject({ name: 'pour', operands: [] });
  if (asked === 'help') throw new Error('it was no call for help');
  expect(asked.values).toEqual({ cups: 3, by: 'u1', with: ['milk', 'sugar'], hot: true });
  expect(asked.required('cups')).toBe(3);
  expect(() => asked.required('kind')).toThrow(new BadArgument('--kind is missing'));
});

test('what follows without a flag is handed over, where the command takes it', () => {
  expect(read('wash', 'a', '--by', 'u1', 'b')).toMatchObject({ name: 'wash', operands: ['a', 'b'] });
  expect(readCommandLine(one, ['a', '--hot'])).toMatchObject({ name: '', operands: ['a'], values: { hot: true } });
  expect(readCommandLine({ ...line, fallback: 'wash' }, ['--by', 'u1'])).toMatchObject({ name: 'wash' });
});

describe('what is not understood is refused, naming it', () => {
  test.each([
    [[], 'say one of pour, wash'],
    [['drink'], 'not understood: drink; there are pour, wash'],
    [['pour', 'now', '--cups', '1', '--by', 'u1'], 'not understood: now'],
    [['pour', '--by', 'u1'], '--cups is missing'],
    [['pour', '--cups', '1'], '--by is missing'],
    [['wash', '--by', 'u1', '--cups', '1'], '--cups is not for wash'],
    [['pour', '--cups', '13', '--by', 'u1'], '--cups is not usable: "13". It takes a whole number from 1 to 12.'],
    [['pour', '--cups', '01', '--by', 'u1'], '--cups is not usable: "01"'],
    [['pour', '--cups', '1', '--by', 'Ada Example'], '--by is not usable: "Ada Example"'],
    [['pour', '--cups', '1', '--by', '\u001b[2J'], '--by is not usable: "\\u001b[2J"'],
    [['pour', '--cups', '1', '--by', 'u1', '--kind', 'red'], 'It takes one of green, black.'],
    [['pour', '--cups', '1', '--by', 'u1', '--with', 'milk,salt'], 'It takes some of milk, sugar'],
    [['pour', '--cup', '1'], "Unknown option '--cup'"],
    [['pour', '--cups'], "Option '--cups <value>' argument missing"],
  ])('%j', (args, reason) => {
    expect(() => read(...args)).toThrow(BadArgument);
    expect(() => read(...args)).toThrow(reason);
  });

  test('an empty text is no value', () => {
    const named = { ...one, flags: { hot: flag(text('TEXT', 'a word'), 'a word') } };
    expect(() => readCommandLine(named, ['--hot', ''])).toThrow('--hot is not usable: "". It takes a word.');
  });
});

test.each([['--help'], ['pour', '-h'], ['--help', '--cups', 'x']])(
  '%s %s asks for help, whatever else there is',
  (...args) => {
    expect(read(...args)).toBe('help');
  },
);

test('the help says how each command is called and what each flag is', () => {
  expect(helpOf(line)).toBe(`brew pour --cups N --by ID [--kind KIND] [--with A,B] [--hot]
brew wash --by ID CUP…

Makes tea.

  pour         fills the cups
  wash         cleans cups
               and the pot

  --cups N     how many
  --kind KIND  of tea
  --with A,B   what else
  --hot        do not wait
  --by ID      who

Exit codes: 0 done.
`);
});
