import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endProcess } from './end-process.js';
import { productEnvironment } from './product-environment.js';

const CODEC_SERVER = fileURLToPath(new URL('../../dist-test/src/bin/codec-server.js', import.meta.url));

/** The product's own codec server (src/bin/codec-server.ts) on a free port. */
export class CodecServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Without a slash at its end. */
    readonly url: string,
    /** What it has written so far. */
    readonly lines: string[],
  ) {}

  static async start(environment: NodeJS.ProcessEnv): Promise<CodecServerProcess> {
    const env = {
      ...process.env,
      ...productEnvironment(environment),
      CODEC_SERVER_PORT: '0',
      LOG_LEVEL: 'trace',
      NODE_OPTIONS: '',
    };
    const child = spawn(process.execPath, [CODEC_SERVER], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
    const url = await new Promise<string>((resolve, reject) => {
      child.once('close', () => reject(new Error(`the codec server ended:\n${lines.join('\n')}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line);
        const port = /"port":(\d+)/.exec(line)?.[1];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
      });
    });
    return new CodecServerProcess(child, url, lines);
  }

  /** SIGTERM, and waits until it has gone. @returns the exit code */
  stop(): Promise<number | null> {
    return endProcess(this.child, 'SIGTERM');
  }
}
