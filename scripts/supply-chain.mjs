import './setup/node-version.mjs';
import { writeFile } from 'node:fs/promises';
import { readArguments } from './cli/arguments.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { inRepository } from './setup/repository.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { inexactVersions } from './supply-chain/exact-versions.mjs';
import { licenceList, productionPackages, refusedLicences } from './supply-chain/licences.mjs';
import { readJson, readText } from './supply-chain/read-files.mjs';

const listFile = 'THIRD-PARTY-LICENSES';
const help = `npm run licences [-- --check]

Writes ${listFile}: every package that production runs, its version and licence. Ends with 1 for a licence that is not on
the list of those that we take, and for a version in package.json that is no exact one.

  --check   writes nothing, and ends with 1 where the list is not what is installed
`;

await runCommandBody(async ({ signal }) => {
  const { check = false } = readArguments({ help, options: { check: { type: 'boolean' } } });
  await ensureDependencies({ signal });
  const packages = await productionPackages(await readJson('package-lock.json'));
  const faults = [...refusedLicences(packages), ...inexactVersions(await readJson('package.json'))];
  const made = licenceList(packages);
  if ((await readText(listFile)) !== made) {
    if (check) faults.push(`${listFile} is not what is installed: run npm run licences and commit it.`);
    else await writeFile(inRepository(listFile), made);
  }
  for (const fault of faults) console.log(fault);
  if (faults.length === 0) console.log(`${packages.length} packages, each under a licence that we take.`);
  return faults.length === 0 ? 0 : 1;
});
