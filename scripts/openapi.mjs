import './setup/node-version.mjs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readArguments } from './cli/arguments.mjs';
import { clientTypesFile, documentFile, makeClientTypes, makeDocument, readCommitted } from './contract/generated.mjs';
import { unnamedSchemas } from './contract/unnamed-schemas.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { inRepository } from './setup/repository.mjs';
import { runInGroup } from './stack/process-group.mjs';

const help = `npm run openapi [-- --check]

Writes ${documentFile} and the client's types (${clientTypesFile}) from the code of the API. Needs no services.

  --check   writes nothing, and ends with 1 where a file is not what the code says

Ends with 1 where an object or a list of values in the document has no name.
`;

await runInGroup(async (lifetime) => {
  const { check = false } = readArguments({ help, options: { check: { type: 'boolean' } } });
  await ensureDependencies();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bulkgate-openapi-'));
  lifetime.defer(() => rm(folder, { recursive: true, force: true }));
  const document = await makeDocument(folder);
  const files = { [documentFile]: document, [clientTypesFile]: await makeClientTypes(document) };
  const unnamed = unnamedSchemas(JSON.parse(document));
  for (const at of unnamed) console.log(`The schema at ${at} has no name: give it one with .meta({ id: … }).`);
  let stale = 0;
  for (const [file, made] of Object.entries(files)) {
    if ((await readCommitted(file)) === made) continue;
    stale += 1;
    if (!check) await writeFile(inRepository(file), made);
    console.log(check ? `${file} is not what the code says: run npm run openapi and commit it.` : `${file} is new.`);
  }
  if (stale === 0) console.log('The document and the types of the client are what the code says.');
  return unnamed.length > 0 || (check && stale > 0) ? 1 : 0;
});
