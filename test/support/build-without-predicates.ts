import { randomBytes } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../dist-test', import.meta.url));

export interface Build {
  readonly folder: string;
  readonly api: string;
  readonly worker: string;
  /** How many predicates were taken out, by file. */
  readonly removed: Readonly<Record<string, number>>;
  remove(): Promise<void>;
}

/**
 * The product as it would be if nobody had written `business_id = …` into any statement. Each predicate becomes one that
 * is always true and still names its parameter, so that PostgreSQL knows the parameter's type.
 */
export async function buildWithoutPredicates(): Promise<Build> {
  const folder = path.join(BUILD, `without-predicates-${randomBytes(4).toString('hex')}`);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await cp(path.join(BUILD, 'src'), folder, { recursive: true });
    const removed: Record<string, number> = {};
    for (const entry of await readdir(folder, { recursive: true })) {
      if (!entry.endsWith('.js') || entry.includes('migrations')) continue;
      const file = path.join(folder, entry);
      const text = await readFile(file, 'utf8');
      let count = 0;
      const open = text.replace(/(?:\b[a-z]+\.)?business_id = (\$\d+|:businessId)/g, (_, parameter: string) => {
        count++;
        return `CAST(${parameter} AS integer) IS NOT NULL`;
      });
      if (count === 0) continue;
      removed[entry] = count;
      await writeFile(file, open);
    }
    const program = (name: string): string => path.join(folder, 'bin', `${name}.js`);
    return { folder, api: program('api'), worker: program('worker'), removed, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
