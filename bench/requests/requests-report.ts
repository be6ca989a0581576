import { AT_ONCE, type RequestFigures } from './measure-requests.js';

/** What was measured of requests, as Markdown. */
export function requestsText(figures: readonly RequestFigures[], leads: number): string {
  return [
    `Requests, ${AT_ONCE} at once, one API process; the leads of four businesses with ${leads.toLocaleString('en-US')} in all, clicks on one gate:`,
    '',
    '| request | a second | p50 ms | p99 ms | processor ms/answer: API | PostgreSQL | Redis | clients of a core |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...figures.map(row),
  ].join('\n');
}

function row({ what, perSecond, p50Ms, p99Ms, apiMs, postgresMs, redisMs, clientsCpu }: RequestFigures): string {
  const cells = [
    what,
    Math.round(perSecond).toLocaleString('en-US'),
    ...[p50Ms, p99Ms].map((ms) => ms.toFixed(1)),
    ...[apiMs, postgresMs, redisMs, clientsCpu].map((figure) => figure.toFixed(2)),
  ];
  return `| ${cells.join(' | ')} |`;
}
