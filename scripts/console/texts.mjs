import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from '@formatjs/icu-messageformat-parser';
import { inRepository } from '../setup/repository.mjs';

/** @typedef {{ languages: Record<string, Record<string, string>>, code: string }} Texts what is written, and what uses it */

/** @returns {Promise<Texts>} */
export async function readTexts() {
  const folder = inRepository('src', 'console');
  const files = await readdir(folder, { recursive: true });
  const read = (/** @type {string} */ file) => readFile(path.join(folder, file), 'utf8');
  const catalogues = files.filter((file) => /^texts[/\\][a-z]+\.json$/.test(file));
  const languages = await Promise.all(
    catalogues.map(async (file) => [path.basename(file, '.json'), JSON.parse(await read(file))]),
  );
  const sources = await Promise.all(files.filter((file) => /\.tsx?$/.test(file)).map(read));
  return { languages: Object.fromEntries(languages), code: sources.join('\n') };
}

/**
 * Texts that a language lacks, that nothing shows, that are no ICU message, or whose arguments differ between languages. A
 * text that the code asks for and no language has does not compile.
 *
 * @param {Texts} texts
 * @returns {string[]}
 */
export function textFaults({ languages, code }) {
  const faults = [];
  const ids = new Set(Object.values(languages).flatMap((texts) => Object.keys(texts)));
  for (const id of [...ids].sort()) {
    if (!isUsed(id, code)) faults.push(`The text ${id} is used nowhere.`);
    /** @type {Map<string, string>} */
    const argumentsOf = new Map();
    for (const [language, texts] of Object.entries(languages)) {
      const text = texts[id];
      if (text === undefined) faults.push(`The text ${id} is missing in ${language}.json.`);
      else if (text.trim() === '') faults.push(`The text ${id} is empty in ${language}.json.`);
      else {
        try {
          argumentsOf.set(language, [...argumentNames(parse(text))].sort().join(', '));
        } catch (error) {
          faults.push(`The text ${id} in ${language}.json is no ICU message: ${/** @type {Error} */ (error).message}.`);
        }
      }
    }
    if (new Set(argumentsOf.values()).size > 1) {
      const shown = [...argumentsOf].map(([language, names]) => `${language} has ${names || 'none'}`);
      faults.push(`The arguments of the text ${id} differ: ${shown.join('; ')}.`);
    }
  }
  return faults;
}

/**
 * Its id stands in the code, whole or as the beginning of one that ends with a value: `status.${status}`.
 *
 * @param {string} id
 * @param {string} code
 */
function isUsed(id, code) {
  if (code.includes(`'${id}'`)) return true;
  return id.includes('.') && code.includes(`\`${id.slice(0, id.indexOf('.') + 1)}\${`);
}

/**
 * @param {readonly import('@formatjs/icu-messageformat-parser').MessageFormatElement[]} elements
 * @returns {Set<string>}
 */
function argumentNames(elements) {
  const names = new Set();
  for (const element of elements) {
    if ('options' in element) {
      names.add(element.value);
      for (const { value } of Object.values(element.options)) for (const name of argumentNames(value)) names.add(name);
    } else if ('children' in element) for (const name of argumentNames(element.children)) names.add(name);
    // Neither plain text (0) nor `#` (7).
    else if (element.type !== 0 && element.type !== 7) names.add(element.value);
  }
  return names;
}
