import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endProcess } from './end-process.js';
import { audioOfPath } from '../../scripts/stack/recording-provider/audio-of-path.mjs';
import type { SeenPath } from '../../scripts/stack/recording-provider/seen.mjs';

const PROVIDER = fileURLToPath(new URL('../../scripts/stack/recording-provider.mjs', import.meta.url));

export interface RecordingProviderOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** Wanted for everything. */
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** The stand-in for the telephony provider, a process of its own on loopback. */
export class RecordingProviderProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Without a slash at its end. */
    readonly url: string,
  ) {}

  static async start({ port, credentials }: RecordingProviderOptions = {}): Promise<RecordingProviderProcess> {
    const args = [
      ...(port === undefined ? [] : ['--port', String(port)]),
      ...(credentials === undefined ? [] : ['--user', credentials.user, '--password', credentials.password]),
    ];
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [PROVIDER, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors = `${errors}${data.toString()}`.slice(-10_000)));
    const url = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => reject(new Error(`the provider ended:\n${errors}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        resolve((JSON.parse(line) as { readonly url: string }).url);
      });
    });
    return new RecordingProviderProcess(child, url);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** What was asked of a path since the start. @param path without its query */
  async seen(path: string): Promise<SeenPath> {
    return (await this.seenPaths())[path] ?? { requests: 0, atOnce: 0, mostAtOnce: 0, withAuthorization: 0 };
  }

  /** The same for all that were asked for. */
  async seenPaths(): Promise<Record<string, SeenPath>> {
    return (await (await fetch(`${this.url}/-/seen`)).json()) as Record<string, SeenPath>;
  }

  /** SIGTERM, and waits until it has gone. @returns the exit code */
  stop(): Promise<number | null> {
    return endProcess(this.child, 'SIGTERM');
  }
}

/** The audio that lies at an address of the provider (whole, or path and query), whatever its mode makes of it. */
export function audioAt(address: string): Buffer {
  return audioOfPath(address).bytes;
}
