import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const TOLD_WITHIN_MS = 90_000;

export interface ProgramOptions {
  readonly args?: readonly string[];
  /** Beside the environment of the tests. */
  readonly env?: NodeJS.ProcessEnv;
  /** Node's own. */
  readonly nodeOptions?: readonly string[];
}

/** A program of Node in a process of its own, with all that it writes kept. */
export class Program<Message = unknown> {
  /** Of standard output and standard error, as they came. */
  readonly lines: string[] = [];
  /** What it has told over IPC. */
  readonly messages: Message[] = [];
  protected readonly child: ChildProcess;
  readonly #news = new EventEmitter().setMaxListeners(0);
  /** It has gone, and everything that it had to tell has arrived. */
  #isClosed = false;

  /** @param file from the folder of the repository */
  constructor(
    private readonly file: string,
    { args = [], env = {}, nodeOptions = [] }: ProgramOptions = {},
  ) {
    this.child = spawn(process.execPath, [...nodeOptions, path.resolve(file), ...args], {
      env: { ...process.env, ...env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.note(line));
    }
    this.child.on('error', ({ message }) => this.note(message));
    this.child.on('message', (message) => {
      this.messages.push(message as Message);
      this.#news.emit('news');
    });
    this.child.once('close', () => {
      this.#isClosed = true;
      this.#news.emit('news');
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Waits until `look` finds something in what the program has written and told, so far or later. */
  async until<T>(look: () => T | undefined, withinMs = TOLD_WITHIN_MS): Promise<T> {
    const signal = AbortSignal.timeout(withinMs);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.#isClosed || signal.aborted) {
        const what = this.#isClosed ? 'ended' : 'did not tell in time';
        throw new Error(`${this.file} ${what}:\n${this.lines.slice(-50).join('\n')}`);
      }
      await once(this.#news, 'news', { signal }).catch(() => undefined);
    }
  }

  /** Waits for the field in what it writes as JSON. */
  logged(field: string): Promise<string> {
    const pattern = new RegExp(`"${field}":"?([^",}]+)`);
    return this.until(() => this.lines.map((line) => pattern.exec(line)?.[1]).find((value) => value !== undefined));
  }

  /** SIGTERM, and waits until it has gone. @returns the exit code */
  async stop(): Promise<number | null> {
    const code = await this.#end('SIGTERM');
    // A test sees a number; why it is none that it expects stands here alone.
    if (code !== 0) console.error(`${this.file} has ended with ${code}:\n${this.lines.slice(-50).join('\n')}`);
    return code;
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  protected note(line: string): void {
    this.lines.push(line);
    this.#news.emit('news');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.pid === undefined || this.#isClosed) return this.child.exitCode;
    const closed = once(this.child, 'close');
    this.child.kill(signal);
    await closed;
    return this.child.exitCode;
  }
}

/** @returns what the start leads to; a program that does not get there is killed, because nobody else knows of it */
export async function started<P extends Program>(program: P, start: (program: P) => Promise<unknown>): Promise<P> {
  try {
    await start(program);
    return program;
  } catch (error) {
    await program.kill();
    throw error;
  }
}
