import './setup/node-version.mjs';
import { repositoryRoot } from './setup/repository.mjs';
import { runCommand } from './setup/run-command.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { judgeAudit } from './supply-chain/judge-audit.mjs';

/** `npm run audit:dependencies`: known faults of what production runs, high and critical ones. */
await runCommandBody(async ({ signal }) => {
  const npm = process.env['npm_execpath'];
  const args = ['audit', '--omit=dev', '--json'];
  const options = { cwd: repositoryRoot, signal, timeoutMs: 120_000 };
  const { output } = npm?.endsWith('.js')
    ? await runCommand(process.execPath, [npm, ...args], options)
    : await runCommand('npm', args, options);
  const { verdict, text } = judgeAudit(output);
  console.log(text);
  return { good: 0, bad: 1, 'could not be asked': 0 }[verdict];
});
