import type { TracedStarts } from './measure-starts.js';

/** What was measured of starts, as Markdown. */
export function startsText({ figures, processorMsPerStart, steps }: TracedStarts): string {
  const processor = processorMsPerStart === null ? 'not told' : `${processorMsPerStart.toFixed(1)} ms`;
  return [
    `Start to 202: p50 ${figures.p50Ms.toFixed(1)} ms, p99 ${figures.p99Ms.toFixed(1)} ms (${figures.starts} starts, one after ` +
      `the other); processor time of the API ${processor} a start.`,
    '',
    `Its waits, medians of ${steps.requests} starts (${steps.others} went another way):`,
    '',
    '| round trip | to | what | begins at ms | takes ms |',
    '| ---: | --- | --- | ---: | ---: |',
    ...steps.steps.map(
      ({ part, what, roundTrip, fromMs, takesMs }) =>
        `| ${roundTrip} | ${part} | \`${what}\` | ${fromMs.toFixed(1)} | ${takesMs.toFixed(1)} |`,
    ),
    `|  |  | answered | ${steps.totalMs.toFixed(1)} |  |`,
  ].join('\n');
}
