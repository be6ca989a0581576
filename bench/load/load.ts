import { BenchProcess } from '../child-process.js';

/** What clients ask of a server, and for how long. */
export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bearer tokens beside them, which the clients share out among themselves. */
  readonly tokens?: readonly string[];
  /** JSON to POST; a GET without it. */
  readonly body?: string;
  /** What every answer must be. */
  readonly status: number;
  /** Each has a connection of its own, which it keeps, and asks again as soon as it has its answer. */
  readonly clients: number;
  /** Before anything counts. */
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface LoadReport {
  /** Whole answers within the measured time. */
  readonly answersPerSecond: number;
  /** Of bodies, within the measured time. */
  readonly bytesPerSecond: number;
  /** From a request to the first byte of its answer's body. */
  readonly firstByteP50Ms: number;
  readonly firstByteP99Ms: number;
  /** Before, within and after the measured time. */
  readonly answersInAll: number;
  /** Share of one core that the clients themselves have taken: near 1 they are what was measured. */
  readonly clientsCpu: number;
}

/** The same with what it cost the server. */
export interface ServerLoadReport extends LoadReport {
  /** Processor time, in milliseconds; null where the system does not tell. */
  readonly processorMsPerAnswer: number | null;
}

const DONE = 'load is done';

/** Clients of this server. Its processor time says what an answer costs, however busy the machine is. */
export async function loadServer(server: BenchProcess, load: Load): Promise<ServerLoadReport> {
  const before = await server.processorSeconds();
  const report = await applyLoad(load);
  const after = await server.processorSeconds();
  const seconds = before === null || after === null ? null : after - before;
  return { ...report, processorMsPerAnswer: seconds === null ? null : (seconds * 1000) / report.answersInAll };
}

/** The clients, in a process of their own. @throws Error where an answer was not the one that was asked for */
export async function applyLoad(load: Load): Promise<LoadReport> {
  const clients = await BenchProcess.start('bench/load/clients.js', DONE, {}, { args: [JSON.stringify(load)] });
  await clients.stop();
  return clients.readyLine.report as LoadReport;
}
