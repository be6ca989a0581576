import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath, rename, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { BufferPool } from './buffer-pool.js';
import { errorCode, nullOn } from './error-code.js';
import { FileSpan } from './file-span.js';
import { type ByteSpan, type RecordingStorage, spanWithin, WrongSize } from './recording-storage.js';
import { type FileKey, storagePath } from './storage-key.js';

/** Beside the businesses, on the same file system; its name can be part of no key. */
export const INCOMING = '.incoming';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** A link in the place of a file is an error (ELOOP); a named pipe does not keep `open` waiting for its writer. */
const READ_NO_LINK = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * How much is read at once. Processor ms for 1 MB to 50 clients over HTTP: 64 KiB 1.04, 128 KiB 0.56 to 0.80, 256 KiB 0.90, 1 MiB
 * 0.92. A listener who stalls holds one such buffer.
 */
const PIECE_BYTES = 131_072;
/** 32 MB, where as many were played at once. With 64 of them and 500 clients an answer took 2.4 ms and not 2.1, and 530 MB of RSS and not 390. */
const KEPT_BUFFERS = 256;

/** Each attempt that fails had a concurrent `remove` of the call's last file in its midst. */
const ATTEMPTS_TO_NAME = 20;

/** A link within the storage that leads somewhere else. Nothing of ours makes one. */
class LeadsElsewhere extends Error {
  constructor(folder: string) {
    super(`a link below the folder of the recordings leads elsewhere: ${folder}`);
    this.name = 'LeadsElsewhere';
  }
}

/**
 * Recordings in a folder of this machine, or of one that several machines share: a file each, named by its key. A file
 * gets its name when it is whole and on the disk, by `rename`, which replaces it for everybody at once.
 *
 * Links are not followed: not in the place of a file, and not in the place of a folder above it. The root itself may be
 * one. Who can change links here while we look can change the files too: that race is not closed.
 */
export class FolderStorage implements RecordingStorage {
  readonly temporaryFolder: string;
  readonly #buffers = new BufferPool(PIECE_BYTES, KEPT_BUFFERS);

  /**
   * @param root an absolute path without links (`realpath`)
   */
  constructor(readonly root: string) {
    this.temporaryFolder = path.join(root, INCOMING);
  }

  /**
   * The file is synced before it gets its name: after a loss of power a name that is there has its whole file. The folder
   * is synced too, or the name itself may be lost, which costs one more download. On an SSD: 2 ms for the file (1 MB) and 1
   * to 2 ms for each folder, of which a call's first file has two and a business's first one three.
   */
  async keep(key: FileKey, temporary: string, { bytes }: { readonly bytes: number }): Promise<void> {
    const file = this.#pathOf(key);
    await settle(temporary, bytes);
    for (let attempt = 1; ; attempt++) {
      try {
        const firstMade = await this.#name(temporary, file);
        await syncFolders(path.dirname(file), firstMade);
        return;
      } catch (error) {
        // `remove` has taken the folder, empty as it was, before the file came into it.
        if (errorCode(error) !== 'ENOENT' || attempt === ATTEMPTS_TO_NAME) throw error;
        await lstat(temporary); // throws where it is this one that is missing
      }
    }
  }

  async open(key: FileKey, bytes: number, span?: ByteSpan): Promise<Readable | null> {
    const file = this.#pathOf(key);
    const wanted = spanWithin(bytes, span);
    if (!(await this.#isThere(path.dirname(file)))) return null;
    const handle = await nullOn(['ENOENT'], open(file, READ_NO_LINK));
    if (handle === null) return null;
    try {
      if (await isFileOf(handle, bytes)) return new FileSpan(handle, wanted, this.#buffers);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    return null;
  }

  async has(key: FileKey, bytes: number): Promise<boolean> {
    const file = this.#pathOf(key);
    if (!(await this.#isThere(path.dirname(file)))) return false;
    const found = await nullOn(['ENOENT'], lstat(file));
    return found !== null && found.isFile() && found.size === bytes;
  }

  /** Removes the call's folder and the business's too, once they are empty. */
  async remove(key: FileKey): Promise<void> {
    const file = this.#pathOf(key);
    const folder = path.dirname(file);
    if (!(await this.#isThere(folder))) return;
    await nullOn(['ENOENT'], unlink(file));
    // Where something lies or has just been put in it, the system refuses; `keep` copes with the moment before that.
    for (const emptied of [folder, path.dirname(folder)]) {
      const outcome = await nullOn(
        ['ENOTEMPTY', 'EEXIST'],
        rmdir(emptied).then(() => 'gone', alreadyGone),
      );
      if (outcome === null) return;
    }
  }

  async close(): Promise<void> {
    // Nothing is held but what is being streamed.
  }

  #pathOf(key: FileKey): string {
    return path.join(this.root, storagePath(key));
  }

  /** @returns false where there is no such folder @throws LeadsElsewhere */
  async #isThere(folder: string): Promise<boolean> {
    const isOwn = this.#assertOwn(folder).then(() => true);
    return (await nullOn(['ENOENT'], isOwn)) ?? false;
  }

  async #assertOwn(folder: string): Promise<void> {
    if ((await realpath(folder)) !== folder) throw new LeadsElsewhere(folder);
  }

  /** @returns the topmost folder that had to be made for it */
  async #name(temporary: string, file: string): Promise<string | undefined> {
    const folder = path.dirname(file);
    const firstMade = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    await this.#assertOwn(folder);
    await rename(temporary, file);
    return firstMade;
  }
}

function alreadyGone(error: unknown): 'gone' {
  if (errorCode(error) === 'ENOENT') return 'gone';
  throw error;
}

/** Checked and on the disk, and for nobody else to read. */
async function settle(file: string, bytes: number): Promise<void> {
  const handle = await open(file, READ_NO_LINK);
  try {
    const { size } = await handle.stat();
    if (size !== bytes) throw new WrongSize(bytes, size);
    await handle.chmod(FILE_MODE);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isFileOf(handle: FileHandle, bytes: number): Promise<boolean> {
  const found = await handle.stat();
  return found.isFile() && found.size === bytes;
}

/** The folder that has the new name, and those that have a new folder's: a name is as safe as the folder it stands in. */
async function syncFolders(folder: string, firstMade: string | undefined): Promise<void> {
  await syncFolder(folder);
  if (firstMade === undefined) return;
  for (let made = folder; made.length >= firstMade.length; made = path.dirname(made))
    await syncFolder(path.dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY;
  const handle = await nullOn(['ENOENT'], open(folder, flags)); // removed again, with all that was in it
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}
