import './setup/node-version.mjs';
import { compile, production } from './setup/compile.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { runInGroup } from './stack/process-group.mjs';

await runInGroup(async () => {
  await ensureDependencies();
  await compile(production);
  return 0;
});
