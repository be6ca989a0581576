import { readConfig } from '../../src/config/config.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { BenchApi } from '../bench-api.js';
import { BenchProcess } from '../child-process.js';
import type { Stand } from '../stand.js';

/** What the measurements of recordings stand on, beside the common stand: a provider, a worker and an API that asks it. */
export interface RecordingsStand extends Stand {
  readonly api: BenchApi;
  readonly worker: BenchProcess;
  /** Whose calls they are. */
  readonly token: string;
  /** Makes a call. @returns where its recording lies at the provider */
  addCall(callSid: string, bytes: number): Promise<string>;
  /** Where the API asks for it. */
  recordingOf(callSid: string): string;
  /** Where the storage has it. */
  fileOf(callSid: string): Promise<string>;
}

export const RECORDINGS_BUSINESS = 3;
const PROVIDER = '../scripts/stack/recording-provider.mjs';

/** Sets it up for as long as `use` takes. */
export async function withRecordingsStand<T>(stand: Stand, use: (stand: RecordingsStand) => Promise<T>): Promise<T> {
  const processes: { stop(): Promise<void> }[] = [];
  const started = <P extends { stop(): Promise<void> }>(process: P): P => {
    processes.push(process);
    return process;
  };
  try {
    const provider = started(await BenchProcess.start(PROVIDER, ({ url }) => url !== undefined, {}));
    const providerUrl = String(provider.readyLine.url);
    const environment = {
      ...stand.environment,
      RECORDINGS_HOST: new URL(providerUrl).host,
      RECORDINGS_ALLOW_LOOPBACK: 'true',
    };
    const api = started(await BenchApi.start({ ...stand, environment }));
    const worker = started(await BenchProcess.start('src/bin/worker.js', 'worker is ready', environment));
    const { storage } = readConfig(operationRegistry).recordings;
    if (storage.kind !== 'folder') throw new Error('recordings are measured in a folder');
    return await use({
      ...{ ...stand, environment, api, worker },
      token: await api.token(RECORDINGS_BUSINESS),
      async addCall(callSid, bytes) {
        const url = `${providerUrl}/ok/${callSid}.wav?bytes=${bytes}`;
        await stand.dataSource.query(
          `INSERT INTO calls (business_id, call_sid, recording_url, duration) VALUES ($1, $2, $3, 60)`,
          [RECORDINGS_BUSINESS, callSid, url],
        );
        return url;
      },
      recordingOf: (callSid) => api.at(`/calls/${callSid}/recording`),
      async fileOf(callSid) {
        const [row] = await stand.dataSource.query<{ sha256: string }[]>(
          `SELECT sha256 FROM recordings WHERE business_id = $1 AND call_sid = $2 AND status = 'stored'`,
          [RECORDINGS_BUSINESS, callSid],
        );
        if (!row) throw new Error(`the recording of ${callSid} is not stored`);
        return `${storage.folder}/${RECORDINGS_BUSINESS}/${callSid}/${row.sha256}`;
      },
    });
  } finally {
    for (const process of processes.reverse()) await process.stop();
  }
}
