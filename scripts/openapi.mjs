import './setup/node-version.mjs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readArguments } from './cli/arguments.mjs';
import { writeGenerated } from './cli/generated-files.mjs';
import { clientTypesFile, documentFile, makeClientTypes, makeDocument } from './contract/generated.mjs';
import { unnamedSchemas } from './contract/unnamed-schemas.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
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
  const isDone = await writeGenerated(files, { check, source: 'the code', command: 'npm run openapi' });
  return isDone && unnamed.length === 0 ? 0 : 1;
});
