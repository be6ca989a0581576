import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Sends the signal, and waits until the process has gone; one that never was or has gone is left alone. @returns the exit code */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}
