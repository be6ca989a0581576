import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const READY_WITHIN_MS = 60_000;
/** Of /proc, on every Linux that Node runs on. */
const CLOCK_TICKS_PER_SECOND = 100;

/** A line of a process's structured log. */
export type LogLine = Readonly<Record<string, unknown>>;

export interface BenchProcessOptions {
  readonly args?: readonly string[];
  /** For Node itself. */
  readonly nodeArgs?: readonly string[];
}

/** Arguments for Node of a program that is to tell what it keeps in memory. */
export const TELLS_MEMORY = [
  ...['--expose-gc', '--import'],
  new URL('../test/processes/tell-memory.js', import.meta.url).href,
];

/** A program of the compiled tree in a process of its own. */
export class BenchProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** The line that said it was ready. */
    readonly readyLine: LogLine,
  ) {}

  /**
   * Starts it and waits until it logs a line with this message, or one that says so in its own way.
   *
   * @param program path from the root of the compiled tree
   */
  static async start(
    program: string,
    ready: string | ((line: LogLine) => boolean),
    environment: NodeJS.ProcessEnv,
    { args = [], nodeArgs = [] }: BenchProcessOptions = {},
  ): Promise<BenchProcess> {
    const path = fileURLToPath(new URL(`../${program}`, import.meta.url));
    const child = spawn(process.execPath, [...nodeArgs, path, ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
    const isReady = typeof ready === 'string' ? ({ msg }: LogLine) => msg === ready : ready;
    const readyLine = await readLinesUntil(child, isReady);
    clearTimeout(timer);
    if (!readyLine) throw new Error(`${program} ended, or was not ready within ${READY_WITHIN_MS / 1000} s`);
    return new BenchProcess(child, readyLine);
  }

  /** The most memory it has had so far, in bytes; null where the system does not tell (it is Linux that does). */
  peakMemory(): Promise<number | null> {
    return this.#memory('VmHWM');
  }

  /** What it has now (RSS), its garbage included. */
  memory(): Promise<number | null> {
    return this.#memory('VmRSS');
  }

  async #memory(line: string): Promise<number | null> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  }

  /** Processor time that it has taken so far, in seconds; null where the system does not tell. */
  async processorSeconds(): Promise<number | null> {
    const stat = await readFile(`/proc/${this.child.pid}/stat`, 'utf8').catch(() => '');
    // After the name, which may hold anything: utime and stime are the 12th and 13th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return stat === '' ? null : (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
  }

  /**
   * What it holds in memory once its garbage is collected, in bytes. Only of a program that was started with
   * `TELLS_MEMORY`.
   */
  memoryKept(): Promise<NodeJS.MemoryUsage> {
    return this.ask('memory?');
  }

  /** What a module that was loaded before the program answers to this. */
  async ask<Answer>(question: string): Promise<Answer> {
    const told = once(this.child, 'message');
    this.child.send(question);
    const [answer] = (await told) as [Answer];
    return answer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exit;
  }
}

/** The rest of its output is read and dropped: a full pipe would stop it. */
function readLinesUntil(child: ChildProcess, isReady: (line: LogLine) => boolean): Promise<LogLine | null> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: child.stdout! });
    lines.on('line', (text) => {
      const line = parseLine(text);
      if (line && isReady(line)) resolve(line);
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
