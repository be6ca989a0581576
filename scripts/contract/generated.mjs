import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compile, production } from '../setup/compile.mjs';
import { LaunchError } from '../setup/launch-error.mjs';
import { inRepository, repositoryRoot } from '../setup/repository.mjs';
import { runCommand } from '../setup/run-command.mjs';

// What is made from the API's code and committed: the document, and the types of the client that are made from it.

export const documentFile = 'openapi.json';
export const clientTypesFile = path.join('packages', 'client', 'api-types.d.ts');

const CLIENT_TYPES_HEADER = `// Made from openapi.json by \`npm run openapi\`; not to be changed by hand.

`;

/**
 * The document of the API that this code is.
 *
 * @param {string} folder for the file that it is handed over in
 * @returns {Promise<string>}
 */
export async function makeDocument(folder) {
  await compile(production);
  const file = path.join(folder, documentFile);
  const program = inRepository('dist', 'bin', 'write-openapi.js');
  const { code, output } = await runCommand(process.execPath, [program, file], { cwd: repositoryRoot });
  if (code !== 0) throw new LaunchError(`The document of the API could not be made:\n${output.trim()}`);
  return readFile(file, 'utf8');
}

/**
 * TypeScript types of every path, parameter, body and answer in the document.
 *
 * @param {string} document
 * @returns {Promise<string>}
 */
export async function makeClientTypes(document) {
  // Only here: the launcher runs before anything is installed.
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const types = astToString(await openapiTS(JSON.parse(document), { alphabetize: false }));
  return CLIENT_TYPES_HEADER + types;
}
