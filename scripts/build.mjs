import './setup/node-version.mjs';
import { compile, production } from './setup/compile.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { runCommandBody } from './stack/lifetime.mjs';

await runCommandBody(async ({ signal }) => {
  await ensureDependencies({ signal });
  await compile(production, { isForced: true, signal });
  return 0;
});
