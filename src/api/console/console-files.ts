import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { findMediaType } from './media-types.js';

/** The encodings that the build has made of each file, the smallest first, with the end of their file names. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;

type Encoding = keyof typeof ENCODINGS;

/** One file of the console, in each form in which it can be sent. */
export interface ConsoleFile {
  readonly mediaType: string;
  readonly content: Buffer;
  readonly encoded: Readonly<Partial<Record<Encoding, Buffer>>>;
}

export interface ConsolePage {
  readonly html: string;
  readonly etag: string;
}

/**
 * The built console. All of it is read once, so a request names a file that is known, or none: no path of a request ever
 * reaches the file system.
 */
export class ConsoleFiles {
  readonly #pages = new Map<number, ConsolePage>();

  private constructor(
    private readonly index: string,
    private readonly assets: ReadonlyMap<string, ConsoleFile>,
  ) {}

  /** @returns null where the console has not been built */
  static async read(folder: string): Promise<ConsoleFiles | null> {
    const index = await readFile(path.join(folder, 'index.html'), 'utf8').catch(() => null);
    if (index === null) return null;
    const assets = new Map<string, ConsoleFile>();
    const assetFolder = path.join(folder, 'assets');
    const names = await readdir(assetFolder);
    for (const name of names) {
      if (Object.values(ENCODINGS).some((ending) => name.endsWith(ending))) continue;
      const encoded: Partial<Record<Encoding, Buffer>> = {};
      for (const [encoding, ending] of Object.entries(ENCODINGS) as [Encoding, string][]) {
        if (names.includes(`${name}${ending}`))
          encoded[encoding] = await readFile(path.join(assetFolder, name + ending));
      }
      const content = await readFile(path.join(assetFolder, name));
      assets.set(name, { mediaType: findMediaType(name), content, encoded });
    }
    return new ConsoleFiles(index, assets);
  }

  asset(name: string): ConsoleFile | undefined {
    return this.assets.get(name);
  }

  /**
   * The one page there is. Its links are relative, so that it works under whatever path a proxy publishes this server:
   * they lead upwards as far as the requested path is deep.
   *
   * @param depth folders above the requested path: 0 for `/jobs`, 1 for `/jobs/…`
   */
  page(depth: number): ConsolePage {
    const known = this.#pages.get(depth);
    if (known) return known;
    const html = depth === 0 ? this.index : this.index.replaceAll('"./', `"${'../'.repeat(depth)}`);
    const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`;
    const page = { html, etag };
    this.#pages.set(depth, page);
    return page;
  }
}

/** The form of a file to send, by the request's `Accept-Encoding` (RFC 9110, 12.5.3). */
export function formFor(
  { content, encoded }: ConsoleFile,
  acceptEncoding: string | undefined,
): { readonly content: Buffer; readonly encoding: Encoding | null } {
  const accepted = new Set(
    (acceptEncoding ?? '').split(',').flatMap((item) => {
      const [name, weight] = item.split(';').map((part) => part.trim().toLowerCase());
      return weight !== undefined && /^q=0(\.0*)?$/.test(weight) ? [] : name!;
    }),
  );
  for (const encoding of Object.keys(ENCODINGS) as Encoding[]) {
    const form = encoded[encoding];
    if (form && accepted.has(encoding)) return { content: form, encoding };
  }
  return { content, encoding: null };
}
