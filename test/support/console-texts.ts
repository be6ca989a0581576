import { readFile } from 'node:fs/promises';
import type { TextId } from '../../src/console/texts/locales.js';

async function read(language: string): Promise<Record<TextId, string>> {
  return JSON.parse(await readFile(`src/console/texts/${language}.json`, 'utf8')) as Record<TextId, string>;
}

/** What the console says, by language. */
export const TEXTS = { en: await read('en'), he: await read('he') };
