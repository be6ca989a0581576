import { audioOfPath } from '../../scripts/stack/recording-provider/audio-of-path.mjs';
import type { SeenPath } from '../../scripts/stack/recording-provider/seen.mjs';
import { Program, started } from './program.js';

export interface RecordingProviderOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** Wanted for everything. */
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** The stand-in for the telephony provider, a process of its own on loopback. */
export class RecordingProviderProcess extends Program {
  /** Without a slash at its end. */
  url = '';

  static start({ port, credentials }: RecordingProviderOptions = {}): Promise<RecordingProviderProcess> {
    const args = [
      ...(port === undefined ? [] : ['--port', String(port)]),
      ...(credentials === undefined ? [] : ['--user', credentials.user, '--password', credentials.password]),
    ];
    const provider = new RecordingProviderProcess('scripts/stack/recording-provider.mjs', { args });
    return started(provider, async () => {
      provider.url = await provider.logged('url');
    });
  }

  /** What was asked of a path since the start. @param path without its query */
  async seen(path: string): Promise<SeenPath> {
    return (await this.seenPaths())[path] ?? { requests: 0, atOnce: 0, mostAtOnce: 0, withAuthorization: 0 };
  }

  /** The same for all that were asked for. */
  async seenPaths(): Promise<Record<string, SeenPath>> {
    return (await (await fetch(`${this.url}/-/seen`)).json()) as Record<string, SeenPath>;
  }
}

/** The audio that lies at an address of the provider (whole, or path and query), whatever its mode makes of it. */
export function audioAt(address: string): Buffer {
  return audioOfPath(address).bytes;
}
