import { createHash } from 'node:crypto';
import { mkdir, readdir, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { storagePath } from '../../src/recordings/storage/storage-key.js';
import { addCall } from './calls.js';
import { audioAt } from './recording-provider.js';
import type { System } from './system.js';

export interface StoredRecording {
  readonly callSid: string;
  /** As it is served. */
  readonly url: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly etag: string;
  /** Where it lies. */
  readonly file: string;
}

/**
 * A call whose recording has been fetched before: as a worker leaves it, without the time that one needs.
 *
 * @param address of its audio at the stand-in for the provider, which is not asked
 */
export async function storeRecording(
  { dataSource, environment }: Pick<System, 'dataSource' | 'environment'>,
  address: string,
  { businessId = 1, callSid }: { readonly businessId?: number; readonly callSid?: string } = {},
): Promise<StoredRecording> {
  const bytes = audioAt(address);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const contentType = address.includes('.wav') ? 'audio/wav' : 'audio/mpeg';
  const sid = await addCall(dataSource, { businessId, path: address, ...(callSid === undefined ? {} : { callSid }) });
  const file = path.join(environment.RECORDINGS_FOLDER!, storagePath({ businessId, callSid: sid, sha256 }));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  await dataSource.query(
    `INSERT INTO recordings (business_id, call_sid, status, bytes, content_type, sha256, fetched_at)
     VALUES ($1, $2, 'stored', $3, $4, $5, now())`,
    [businessId, sid, bytes.length, contentType, sha256],
  );
  return { callSid: sid, url: `/api/v1/calls/${sid}/recording`, bytes, sha256, etag: `"${sha256}"`, file };
}

/** What a process holds open (Linux). */
export interface OpenFiles {
  /** Files below the folder, each by its path. */
  readonly recordings: readonly string[];
  readonly sockets: number;
  readonly all: number;
}

/** @param folder where the recordings lie */
export async function openFiles(pid: number, folder: string): Promise<OpenFiles> {
  const names = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  return {
    recordings: targets.filter((target) => target.startsWith(`${folder}${path.sep}`)),
    sockets: targets.filter((target) => target.startsWith('socket:')).length,
    all: names.length,
  };
}
