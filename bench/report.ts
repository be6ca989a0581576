import os from 'node:os';
import type { SizeFigures } from './size.js';

export interface BulkReport {
  readonly leads: number;
  readonly sizes: readonly SizeFigures[];
}

/** What everything was measured on. */
export function machineText(postgresVersion: string): string {
  const [cpu] = os.cpus();
  const gibibytes = (os.totalmem() / 2 ** 30).toFixed(1);
  return (
    `Machine: ${cpu?.model.trim() ?? 'unknown processor'}, ${os.cpus().length} cores, ${gibibytes} GiB memory, ` +
    `${os.type()} ${os.release()}, Node ${process.versions.node}, PostgreSQL ${postgresVersion}.`
  );
}

/** What was measured of bulk operations, as Markdown. */
export function bulkText({ leads, sizes }: BulkReport): string {
  return [
    `${whole(leads)} leads, throttle 0.`,
    '',
    '| batch | (a) raw rows/s | ms/batch | (b) bare rows/s | ms/batch | (c) BulkGate rows/s | ms/batch | c/a | c/b | worker peak MB | events/run | rounds |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...sizes.map((size) => sizeRow(leads, size)),
  ].join('\n');
}

function sizeRow(leads: number, size: SizeFigures): string {
  const speed = (ms: number): string[] => [whole((leads / ms) * 1000), (ms / size.batches).toFixed(1)];
  const cells = [
    whole(size.batchSize),
    ...speed(size.rawMs),
    ...speed(size.bareMs),
    ...speed(size.bulkGateMs),
    size.bulkGateToRaw.toFixed(2),
    size.bulkGateToBare.toFixed(2),
    size.workerPeakBytes === null ? 'not told' : whole(size.workerPeakBytes / 1e6),
    whole(size.eventsPerRun),
    String(size.rounds),
  ];
  return `| ${cells.join(' | ')} |`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
