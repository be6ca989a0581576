import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../setup/repository.mjs';
import { importedPackages } from './licences.mjs';

/** The packages that the console imports: what is bundled into it is shipped. */
export async function consoleImports() {
  const folder = inRepository('src', 'console');
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.tsx?$/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return importedPackages(texts);
}
