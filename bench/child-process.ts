import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MS = 60_000;

/** A line of a process's structured log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A program of the compiled tree in a process of its own. */
export class BenchProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** The line that said it was ready. */
    readonly readyLine: LogLine,
  ) {}

  /**
   * Starts it and waits until it logs a line with `readyMessage`.
   *
   * @param program path from the root of the compiled tree
   */
  static async start(program: string, readyMessage: string, environment: NodeJS.ProcessEnv): Promise<BenchProcess> {
    const path = fileURLToPath(new URL(`../${program}`, import.meta.url));
    const child = spawn(process.execPath, [path], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
    const ready = await readLinesUntil(child, readyMessage);
    clearTimeout(timer);
    if (!ready) throw new Error(`${program} ended, or was not ready within ${READY_WITHIN_MS / 1000} s`);
    return new BenchProcess(child, ready);
  }

  /** The most memory it has had so far, in bytes; null where the system does not tell (it is Linux that does). */
  async peakMemory(): Promise<number | null> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exit;
  }
}

/** The rest of its output is read and dropped: a full pipe would stop it. */
function readLinesUntil(child: ChildProcess, message: string): Promise<LogLine | null> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: child.stdout! });
    lines.on('line', (text) => {
      const line = parseLine(text);
      if (line?.msg === message) resolve(line);
    });
    child.once('exit', () => resolve(null));
  });
}

function parseLine(text: string): LogLine | null {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return null;
  }
}
