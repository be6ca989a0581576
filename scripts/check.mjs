import './setup/node-version.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { inRepository, repositoryRoot } from './setup/repository.mjs';
import { runCommand } from './setup/run-command.mjs';
import { runInGroup } from './stack/process-group.mjs';

/** @param {string} name */
const tool = (name) => inRepository('node_modules', '.bin', name);

const steps = /** @type {const} */ ([
  ['types', tool('tsc'), ['--noEmit', '-p', 'tsconfig.json']],
  ['types of the console', tool('tsc'), ['--noEmit', '-p', inRepository('src', 'console')]],
  ['lint', tool('eslint'), ['.', '--max-warnings', '0']],
  ['format', tool('prettier'), ['--check', '.']],
  ['imports', tool('depcruise'), ['--config', '.dependency-cruiser.cjs', 'src']],
  ['unused', tool('knip'), ['--no-progress']],
  ['openapi', process.execPath, [inRepository('scripts', 'openapi.mjs'), '--check']],
  ['settings', process.execPath, [inRepository('scripts', 'settings.mjs'), '--check']],
  ['console', process.execPath, [inRepository('scripts', 'console.mjs'), '--check']],
  ['licences', process.execPath, [inRepository('scripts', 'licences.mjs'), '--check']],
]);

await runInGroup(async () => {
  await ensureDependencies();
  let failed = 0;
  for (const [name, command, args] of steps) {
    const startedAt = Date.now();
    const { code, output } = await runCommand(command, args, { cwd: repositoryRoot });
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(20)} ${seconds.padStart(5)} s`);
    if (code === 0) continue;
    failed += 1;
    console.log(output.trimEnd());
  }
  return failed === 0 ? 0 : 1;
});
