import path from 'node:path';
import { onPath } from '../stack/find-binary.mjs';
import { runCommand } from './run-command.mjs';
import { withProgressMessages } from './progress-messages.mjs';

/**
 * Builds a program with Go, into the folder of `target`, under the last name of its package.
 *
 * @param {string} name what people call it
 * @param {string} versioned the package, for example `example.org/cmd/program@v1.2.3`
 * @param {string} target
 * @param {(text: string) => void} say
 * @throws {Error} where it cannot be built, with the reason
 */
export async function goInstall(name, versioned, target, say) {
  const go = onPath('go');
  if (go === null) throw new Error('Go is not installed, so it cannot be built either');
  const { code, output } = await withProgressMessages(`Building ${name} with Go (this once, a few minutes)`, say, () =>
    runCommand(go, ['install', versioned], {
      // The module's own choice of Go; a vendor or workspace setting of the person's shell does not apply to it.
      env: { ...process.env, GOBIN: path.dirname(target), GOFLAGS: '-mod=mod', GOWORK: 'off' },
    }),
  );
  if (code !== 0) throw new Error(`building it with Go failed:\n${output.trim().split('\n').slice(-15).join('\n')}`);
}
