import type { GrowthFigures } from './growth.js';
import type { Way } from './long-job.js';
import type { NeighbourFigures } from './neighbours.js';
import type { ReaderFigures } from './readers.js';
import type { TenantFigures } from './tenants.js';

/** The sections on long jobs, as Markdown. */
export function longJobText(leads: number, ways: readonly Way[]): string {
  return [
    `${whole(leads)} leads of one business, throttle 0; the raw loop has one connection.`,
    '',
    '| way | rows/s | of the best raw loop | worker peak MB | events/run |',
    '| :-- | --: | --: | --: | --: |',
    ...ways.map(
      ({ what, rowsPerSecond, toRaw, workerPeakBytes, eventsPerRun }) =>
        `| ${what} | ${whole(rowsPerSecond)} | ${toRaw.toFixed(2)} | ${megabytes(workerPeakBytes)} | ${eventsPerRun ?? ''} |`,
    ),
  ].join('\n');
}

export function tenantsText({ leads, alone, together, ratio }: TenantFigures): string {
  return (
    `${whole(leads)} leads: one business deletes ${whole(alone)} a second, ten with a tenth each at once ` +
    `${whole(together)} in all; ratio ${ratio.toFixed(2)}.`
  );
}

export function neighboursText({ leads, alone, beside, ratio }: NeighbourFigures): string {
  return (
    `Twenty businesses that delete 100 leads each are done in ${alone.toFixed(1)} s, and in ${beside.toFixed(1)} s beside one that ` +
    `deletes ${whole(leads)} in sixteen streams; ratio ${ratio.toFixed(2)}.`
  );
}

export function growthText(figures: readonly GrowthFigures[]): string {
  const [small] = figures;
  return [
    '| leads | µs/row | to the first | worker peak MB | events/run |',
    '| --: | --: | --: | --: | --: |',
    ...figures.map(
      ({ leads, microsecondsPerRow, workerPeakBytes, eventsPerRun }) =>
        `| ${whole(leads)} | ${microsecondsPerRow.toFixed(2)} | ${(microsecondsPerRow / small!.microsecondsPerRow).toFixed(2)} | ${megabytes(workerPeakBytes)} | ${eventsPerRun} |`,
    ),
  ].join('\n');
}

export function readersText(reads: ReaderFigures): string {
  return [
    '`GET /leads?limit=20` of one business, one after the other, beside a job of another:',
    '',
    '| | idle ms | beside the job ms | ratio |',
    '| :-- | --: | --: | --: |',
    `| p50 | ${reads.idleP50Ms.toFixed(1)} | ${reads.busyP50Ms.toFixed(1)} | ${reads.p50Ratio.toFixed(2)} |`,
    `| p99 | ${reads.idleP99Ms.toFixed(1)} | ${reads.busyP99Ms.toFixed(1)} | ${reads.p99Ratio.toFixed(2)} |`,
  ].join('\n');
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '' : whole(bytes / 1e6);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
