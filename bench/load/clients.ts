import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../statistics.js';
import { type AnswerReader, createAnswerReader } from './answer-reader.js';
import type { Load, LoadReport } from './load.js';

// The clients of one load; its argument is the load, as JSON. Plain sockets that throw away what they read, so that the
// server has most of the machine.

const load = JSON.parse(process.argv[2]!) as Load;
const { hostname, port, pathname, search, host } = new URL(load.url);
const { body, headers, tokens } = load;
const ofBody =
  body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };

function requestOf(client: number): string {
  const ofCaller = tokens ? { authorization: `Bearer ${tokens[client % tokens.length]}` } : {};
  return [
    `${body === undefined ? 'GET' : 'POST'} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries({ ...headers, ...ofCaller, ...ofBody }).map(([name, value]) => `${name}: ${value}`),
    ...['', body ?? ''],
  ].join('\r\n');
}

/** All read into the same one: what comes is looked at once, before the next read. */
const READ_BUFFER = Buffer.allocUnsafe(262_144);

const startedAt = performance.now();
const from = startedAt + load.warmUpMs;
const until = from + load.measureMs;
const firstByteMs: number[] = [];
let answers = 0;
let answersInAll = 0;
let bytes = 0;

/** One client, until the measured time is over and its last request has its first byte. */
function ask(client: number): Promise<void> {
  const request = requestOf(client);
  return new Promise((resolve, reject) => {
    let askedAt = 0;
    let reader: AnswerReader;
    const next = (): void => {
      askedAt = performance.now();
      reader = createAnswerReader(load.status);
      socket.write(request);
    };
    const take = (read: Buffer): void => {
      const now = performance.now();
      const isFirst = !reader.hasBegun;
      const body = reader.take(read);
      if (isFirst && reader.hasBegun && askedAt >= from && askedAt < until) firstByteMs.push(now - askedAt);
      if (reader.isDone) answersInAll++;
      if (now >= from && now < until) {
        bytes += body;
        if (reader.isDone) answers++;
      }
      if (now >= until && reader.hasBegun) return void socket.destroy();
      if (reader.isDone) next();
    };
    const socket = connect({
      ...{ host: hostname, port: Number(port), noDelay: true },
      onread: {
        buffer: READ_BUFFER,
        callback(length, buffer) {
          try {
            take(Buffer.from(buffer.buffer, buffer.byteOffset, length));
          } catch (error) {
            socket.destroy(error as Error);
          }
          return true;
        },
      },
    });
    socket.once('connect', next).once('error', reject);
    socket.once('close', () => (performance.now() >= until ? resolve() : reject(new Error('the server hung up'))));
  });
}

let cpuAtStart = process.cpuUsage();
const warmUp = delay(load.warmUpMs).then(() => {
  cpuAtStart = process.cpuUsage();
});
const measured = delay(load.warmUpMs + load.measureMs).then(() => {
  const { user, system } = process.cpuUsage(cpuAtStart);
  return (user + system) / 1000 / load.measureMs;
});
await Promise.all([warmUp, ...Array.from({ length: load.clients }, (_, client) => ask(client))]);
const report: LoadReport = {
  answersInAll,
  answersPerSecond: answers / (load.measureMs / 1000),
  bytesPerSecond: bytes / (load.measureMs / 1000),
  firstByteP50Ms: percentile(firstByteMs, 0.5),
  firstByteP99Ms: percentile(firstByteMs, 0.99),
  clientsCpu: await measured,
};
console.log(JSON.stringify({ msg: 'load is done', report }));
