import { randomUUID } from 'node:crypto';
import { lstat, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { nullOn } from './error-code.js';
import { type FileMaker, isAlive, thisMaker } from './file-maker.js';

const NAME = /^([A-Za-z0-9-]+)\.(\d+)\.(\d+)\.([A-Za-z0-9-]+)\.[0-9a-f-]{36}\.part$/;

/** A download writes to its file all the time, and whoever keeps the file has it open by then. */
const QUIET_MS = 60_000;

/**
 * The files of downloads that are under way, and what is left of those whose process was killed. The name of each says
 * which process makes it.
 */
export class TemporaryFiles {
  /**
   * @param folder a storage's `temporaryFolder`
   * @param abandonedAfterMs how long ago another machine's file must have been written to last to be taken for left behind:
   *   longer than a download and its keeping may take together
   */
  constructor(
    private readonly folder: string,
    private readonly abandonedAfterMs: number,
  ) {}

  /** Where one download may put its file; nobody else is given the same path. */
  newPath(): string {
    const { host, pidNamespace, pid, startedAt } = thisMaker;
    return path.join(this.folder, `${host}.${pidNamespace}.${pid}.${startedAt}.${randomUUID()}.part`);
  }

  /**
   * Removes what was left behind. That of a process of ours goes at once when it is dead and never while it lives, however
   * old. An earlier life of this container (same host, other namespace of processes) cannot be told from a container
   * beside it that was given the same name: its files must have been quiet for a minute. What other machines have left
   * goes by its age.
   *
   * @returns how many files
   */
  async sweep(): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.folder)) {
      const maker = makerIn(name);
      if (maker === null || !(await this.#isLeft(path.join(this.folder, name), maker))) continue;
      const outcome = await nullOn(
        ['ENOENT'],
        unlink(path.join(this.folder, name)).then(() => 'removed'),
      );
      if (outcome !== null) removed++;
    }
    return removed;
  }

  async #isLeft(file: string, maker: FileMaker): Promise<boolean> {
    const isOurHost = maker.host === thisMaker.host;
    if (isOurHost && maker.pidNamespace === thisMaker.pidNamespace) return !isAlive(maker);
    const found = await nullOn(['ENOENT'], lstat(file)); // another may sweep too
    if (found === null) return false;
    return Date.now() - found.mtimeMs > (isOurHost ? Math.min(QUIET_MS, this.abandonedAfterMs) : this.abandonedAfterMs);
  }
}

function makerIn(name: string): FileMaker | null {
  const [, host, pidNamespace, pid, startedAt] = NAME.exec(name) ?? [];
  if (host === undefined || pidNamespace === undefined || pid === undefined || startedAt === undefined) return null;
  return { host, pidNamespace, pid: Number(pid), startedAt };
}
