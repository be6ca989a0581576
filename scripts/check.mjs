import './setup/node-version.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { inRepository, repositoryRoot } from './setup/repository.mjs';
import { runCommand } from './setup/run-command.mjs';
import { runCommandBody } from './stack/lifetime.mjs';

const steps = /** @type {const} */ ([
  ['types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['lint', 'eslint', ['.', '--max-warnings', '0']],
  ['format', 'prettier', ['--check', '.']],
  ['imports', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'src']],
]);

await runCommandBody(async ({ signal }) => {
  await ensureDependencies({ signal });
  let failed = 0;
  for (const [name, tool, args] of steps) {
    const startedAt = Date.now();
    const { code, output } = await runCommand(inRepository('node_modules', '.bin', tool), args, {
      cwd: repositoryRoot,
      signal,
    });
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(8)} ${seconds.padStart(5)} s`);
    if (code === 0) continue;
    failed += 1;
    console.log(output.trimEnd());
  }
  return failed === 0 ? 0 : 1;
});
