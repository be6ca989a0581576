import './setup/node-version.mjs';
import { readFile } from 'node:fs/promises';
import { readArguments } from './cli/arguments.mjs';
import { writeGenerated } from './cli/generated-files.mjs';
import { inRepository } from './setup/repository.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { consoleImports } from './supply-chain/console-imports.mjs';
import { inexactVersions, licenceList, productionPackages, refusedLicences } from './supply-chain/licences.mjs';

const listFile = 'THIRD-PARTY-LICENSES';
const help = `npm run licences [-- --check]

Writes ${listFile}: every package that production runs or the console holds, its version and licence. Ends with 1 for a licence that is not on
the list of those that we take, and for a version in package.json that is no exact one.

  --check   writes nothing, and ends with 1 where the list is not what is installed
`;

await runCommandBody(async () => {
  const { check = false } = readArguments({ help, options: { check: { type: 'boolean' } } });
  const read = (/** @type {string} */ file) => readFile(inRepository(file), 'utf8');
  const packages = productionPackages(JSON.parse(await read('package-lock.json')), await consoleImports());
  const faults = [...refusedLicences(packages), ...inexactVersions(JSON.parse(await read('package.json')))];
  const files = { [listFile]: licenceList(packages) };
  const isDone = await writeGenerated(files, { check, source: 'package-lock.json', command: 'npm run licences' });
  for (const fault of faults) console.log(fault);
  if (faults.length === 0) console.log(`${packages.length} packages, each under a licence that we take.`);
  return isDone && faults.length === 0 ? 0 : 1;
});
