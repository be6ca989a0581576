import './setup/node-version.mjs';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { readArguments } from './cli/arguments.mjs';
import { writeGenerated } from './cli/generated-files.mjs';
import { compile, production } from './setup/compile.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { LaunchError } from './setup/launch-error.mjs';
import { inRepository } from './setup/repository.mjs';
import { runInGroup } from './stack/process-group.mjs';

const page = 'docs/configuration.md';
const list = 'scripts/stack/product-variables.mjs';

const help = `npm run settings [-- --check]

Writes the tables of ${page} and the list in ${list} from the settings that src/config declares.

  --check   writes nothing, and ends with 1 where a file is not what src/config says
`;

await runInGroup(async () => {
  const { check = false } = readArguments({ help, options: { check: { type: 'boolean' } } });
  await ensureDependencies();
  await compile(production);
  /** @param {string} module */
  const compiled = (module) => import(pathToFileURL(inRepository('dist', module)).href);
  const { policyTables, VARIABLE_NAMES, variableTables } = await compiled('config/settings-page.js');
  const { operationRegistry } = await compiled('operations/definitions/index.js');
  const tables = { variables: variableTables(), policies: policyTables(operationRegistry) };
  const files = {
    [page]: await formatted(page, withTables(await readFile(inRepository(page), 'utf8'), tables)),
    [list]: await formatted(list, listOf(VARIABLE_NAMES)),
  };
  return (await writeGenerated(files, { check, source: 'src/config', command: 'npm run settings' })) ? 0 : 1;
});

/**
 * @param {string} text
 * @param {Record<string, string>} tables by the name of their place in the page
 */
function withTables(text, tables) {
  return Object.entries(tables).reduce((whole, [name, table]) => {
    const [before, rest = ''] = whole.split(`<!-- begin ${name} -->`);
    const [, after] = rest.split(`<!-- end ${name} -->`);
    if (after === undefined) throw new LaunchError(`${page} has lost the place of its ${name}.`);
    return `${before}<!-- begin ${name} -->\n\n${table}\n<!-- end ${name} -->${after}`;
  }, text);
}

/** @param {readonly string[]} names */
function listOf(names) {
  const lines = names.map((name) => `  '${name}',\n`).join('');
  return `// Made from src/config by \`npm run settings\`; not to be changed by hand.\n\n/** What BulkGate reads from its environment. */\nexport const productVariables = [\n${lines}];\n`;
}

/**
 * @param {string} file
 * @param {string} text
 */
async function formatted(file, text) {
  // Only here: the launcher runs before anything is installed.
  const { format, resolveConfig } = await import('prettier');
  return format(text, { ...(await resolveConfig(inRepository(file))), filepath: file });
}
