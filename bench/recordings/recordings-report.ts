import type { ClickToCachedFigures } from './click-to-cached.js';
import type { DedupFigures } from './dedup-clicks.js';
import type { RecordingsFigures } from './measure-recordings.js';
import type { PlaybackFigures } from './playback.js';

/** What was measured of recordings, as Markdown. */
export function recordingsText({ bytes, playback, dedup, clickToCached }: RecordingsFigures): string {
  return [
    `Cached playback of a file of ${(bytes / 1e6).toFixed(2)} MB beside a plain server of it (createReadStream):`,
    '',
    '| clients | plain MB/s | API MB/s | ratio | first byte, plain p50 | p99 | API p50 | p99 | processor ms/answer, plain | API | API heap + buffers kept MB, before → after | clients alone MB/s | of a core | rounds |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...playback.map(playbackRow),
    '',
    ...dedupLines(dedup),
    '',
    ...cachedLines(clickToCached),
  ].join('\n');
}

function playbackRow(figures: PlaybackFigures): string {
  const { bytesPerSecond: speed, firstByteP50Ms: p50, firstByteP99Ms: p99, memoryBefore, memoryAfter } = figures;
  const kept = ({ heapUsed, external }: NodeJS.MemoryUsage): string => megabytes(heapUsed + external);
  const cells = [
    String(figures.clients),
    ...[megabytes(speed.raw), megabytes(speed.product), speed.ratio.toFixed(2)],
    ...[ms(p50.raw), ms(p99.raw), ms(p50.product), ms(p99.product)],
    ...[figures.processorMs.raw.toFixed(2), figures.processorMs.product.toFixed(2)],
    `${kept(memoryBefore)} → ${kept(memoryAfter)} (RSS ${megabytes(memoryBefore.rss)} → ${megabytes(memoryAfter.rss)})`,
    megabytes(figures.ceilingBytesPerSecond),
    figures.clientsCpu.toFixed(2),
    String(figures.rounds),
  ];
  return `| ${cells.join(' | ')} |`;
}

function dedupLines({ atOnce, rounds, clicksPerSecond: clicks, processorMs, clientsCpu }: DedupFigures): string[] {
  return [
    `Deduplicated clicks (${atOnce} at once, ${rounds} rounds): ${whole(clicks.product)} per second, beside ${whole(clicks.raw)} of a bare ` +
      `route: ${clicks.ratio.toFixed(2)} (processor time ${processorMs.product.toFixed(2)} ms a click, and ${processorMs.raw.toFixed(2)}; the clients took ${clientsCpu.toFixed(2)} of a core).`,
  ];
}

function cachedLines(figures: ClickToCachedFigures): string[] {
  const { calls, bytes, workerRssBefore: before, workerRssAfter: after } = figures;
  const memory =
    before === null || after === null ? '' : `; RSS of the worker ${megabytes(before)} → ${megabytes(after)} MB`;
  return [
    `Click to cached, ${(bytes / 1e6).toFixed(2)} MB, ${calls} calls one after the other: p50 ${ms(figures.cachedP50)}, ` +
      `p95 ${ms(figures.cachedP95)}; the provider's own time p50 ${ms(figures.providerP50)}, p95 ${ms(figures.providerP95)}; ` +
      `over it p50 ${ms(figures.overP50)}, p95 ${ms(figures.overP95)}; heard whole p50 ${ms(figures.heardP50)}${memory}.`,
  ];
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function megabytes(bytes: number): string {
  return whole(bytes / 1e6);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
