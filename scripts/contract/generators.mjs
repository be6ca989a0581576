import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findPythonProgram } from '../setup/python-environment.mjs';
import { inRepository } from '../setup/repository.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { documentFile } from './generated.mjs';

const python = {
  name: 'openapi-python-client',
  neededBy: 'npm run test:contract',
  program: 'openapi-python-client',
  pins: inRepository('scripts', 'contract', 'generator.requirements.txt'),
};

/** Names that generators make up, and what is left of a type that they could not make: `SelectionType0`, `unknown & unknown`. */
const MADE_UP = /\b\w+Type\d+\b|_type_\d+\b|\bunknown & /;

/**
 * Makes clients from the document with the generators that people use, and checks what comes out.
 *
 * @param {{ folder: string, operationIds: readonly string[] }} options
 * @returns {Promise<string[]>} what is wrong
 */
export async function generatorFaults({ folder, operationIds }) {
  const faults = await Promise.all([
    typescriptFaults(path.join(folder, 'typescript-client'), operationIds),
    pythonFaults(path.join(folder, 'python-client'), operationIds),
  ]);
  return faults.flat();
}

/** @param {string} out @param {readonly string[]} operationIds */
async function typescriptFaults(out, operationIds) {
  const made = await runCommand(
    inRepository('node_modules', '.bin', 'openapi-ts'),
    ['--input', inRepository(documentFile), '--output', out, '--no-log-file'],
    { cwd: inRepository() },
  );
  if (made.code !== 0 || /warn|error/i.test(made.output)) return [`@hey-api/openapi-ts:\n${made.output.trim()}`];
  const config = path.join(out, 'tsconfig.json');
  const compilerOptions = {
    ...{ strict: true, noEmit: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler' },
    ...{ lib: ['es2023', 'dom', 'dom.iterable'], types: [] },
  };
  await writeFile(config, JSON.stringify({ compilerOptions, include: ['**/*.ts'] }));
  const checked = await runCommand(inRepository('node_modules', '.bin', 'tsc'), ['-p', config]);
  const functions = await readFile(path.join(out, 'sdk.gen.ts'), 'utf8');
  const missing = operationIds.filter((id) => !functions.includes(`export const ${camelCase(id)} =`));
  return [
    ...(checked.code === 0 ? [] : [`The client of @hey-api/openapi-ts does not compile:\n${checked.output.trim()}`]),
    ...missing.map((id) => `@hey-api/openapi-ts makes no function of ${id}.`),
    ...(await madeUpNames(out, 'types.gen.ts')),
  ];
}

/** @param {string} out @param {readonly string[]} operationIds */
async function pythonFaults(out, operationIds) {
  const generator = await findPythonProgram(python);
  const config = inRepository('scripts', 'contract', 'openapi-python-client.yml');
  const client = path.join(out, 'bulkgate_client');
  await mkdir(out, { recursive: true });
  const made = await runCommand(
    generator,
    [
      ...['generate', '--path', inRepository(documentFile), '--output-path', client, '--meta', 'none'],
      ...['--config', config, '--fail-on-warning'],
    ],
    { cwd: out },
  );
  if (made.code !== 0 || /warning/i.test(made.output)) return [`openapi-python-client:\n${made.output.trim()}`];
  const importAll =
    'import bulkgate_client, importlib, pkgutil\n' +
    'for found in pkgutil.walk_packages(bulkgate_client.__path__, "bulkgate_client."): importlib.import_module(found.name)';
  const interpreter = path.join(path.dirname(generator), 'python');
  const imported = await runCommand(interpreter, ['-W', 'error', '-c', importAll], { cwd: out });
  const files = await readdir(client, { recursive: true });
  const missing = operationIds.filter((id) => !files.some((file) => path.basename(file) === `${snakeCase(id)}.py`));
  return [
    ...(imported.code === 0
      ? []
      : [`The client of openapi-python-client cannot be imported:\n${imported.output.trim()}`]),
    ...missing.map((id) => `openapi-python-client makes no function of ${id}.`),
    ...(await madeUpNames(client, path.join('models', '__init__.py'))),
  ];
}

/** @param {string} folder @param {string} file */
async function madeUpNames(folder, file) {
  const lines = (await readFile(path.join(folder, file), 'utf8')).split('\n');
  return lines.filter((line) => MADE_UP.test(line)).map((line) => `${file} has a made-up type: ${line.trim()}`);
}

/** @param {string} id for example `jobs_changeSpeed` */
function camelCase(id) {
  return id.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** @param {string} id */
function snakeCase(id) {
  return id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
