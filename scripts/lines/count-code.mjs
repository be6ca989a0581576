import path from 'node:path';

const WITH_TYPES = ['.ts', '.tsx', '.mjs', '.cjs', '.js'];
/** How a comment of one line begins, by the end of the file's name. @type {Readonly<Record<string, RegExp>>} */
const COMMENTS = { '.lua': /^\s*--/, '.html': /^\s*<!--/, '.css': /^\s*(\/\*|\*[ /])/ };
const GENERATED = /^\/\/ Made (from|by) /;

/**
 * How many lines of a file hold code; 0 for data, prose and what a program has made.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Promise<number>}
 */
export async function countFile(file, text) {
  const ending = path.extname(file);
  if (GENERATED.test(text)) return 0;
  if (WITH_TYPES.includes(ending)) return countTypeScript(text, ending);
  const comment = COMMENTS[ending];
  return comment === undefined
    ? 0
    : text.split('\n').filter((line) => line.trim() !== '' && !comment.test(line)).length;
}

/**
 * Lines that hold a part of the program, as its own compiler reads it: a comment's marks in a string are no comment.
 *
 * @param {string} text
 * @param {string} ending of the file's name: in one with elements, `<` means something else
 */
async function countTypeScript(text, ending) {
  // Only here: the launcher's files are read before anything is installed.
  const { default: ts } = await import('typescript');
  const source = ts.createSourceFile(
    ending === '.tsx' ? 'counted.tsx' : 'counted.ts',
    text,
    ts.ScriptTarget.Latest,
    true,
  );
  const blank = text.split('\n').map((line) => line.trim() === '');
  /** @type {Set<number>} */
  const lines = new Set();
  /** @param {import('typescript').Node} node */
  const visit = (node) => {
    if (ts.isJSDoc(node)) return;
    const parts = node.getChildren(source);
    for (const part of parts) visit(part);
    if (parts.length > 0 || node.getWidth(source) === 0) return;
    const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
    for (let line = source.getLineAndCharacterOfPosition(node.getStart(source)).line; line <= last; line += 1) {
      if (!blank[line]) lines.add(line);
    }
  };
  visit(source);
  return lines.size;
}
