import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

const WATCH = new URL('../../scripts/jest/stuck-file.mjs', import.meta.url);

async function run(script: string): Promise<{ signal: unknown; said: string }> {
  const program = `import { watchForStuck } from '${WATCH.href}';\n${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { signal: child.signalCode, said };
}

test('a test file that never gives its thread back is named and killed, and no other one', async () => {
  const { signal, said } = await run(`
    watchForStuck('ended.test.ts', 100);
    watchForStuck('ended-too.test.ts', 100);
    watchForStuck(null);
    await new Promise((resolve) => setTimeout(resolve, 200));
    watchForStuck('endless.test.ts', 100);
    for (;;);`);
  expect(said).toMatch(/^endless\.test\.ts is stuck: killed\. Its thread is in state .+\.\n$/);
  expect(signal).toBe('SIGKILL');
});

test('the watch keeps no process alive', async () => {
  expect(await run("watchForStuck('ended.test.ts', 3_600_000);")).toEqual({ signal: null, said: '' });
});
