import { connect, type Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What the flood needs to know; its one argument, as JSON. */
export interface FloodOptions {
  readonly url: string;
  readonly attacks: number;
  readonly atOnce: number;
  /** Good credentials, used in turn. */
  readonly tokens: readonly string[];
  /** A live job of theirs. */
  readonly jobId: string;
  readonly deadlineMs: number;
}

/** How the attacks of each kind ended: by status, or `closed` where the connection was without an answer. */
export type FloodReport = Record<string, Record<string, number>>;

type Attack = (socket: Socket, token: string, closed: Promise<unknown>) => Promise<void> | void;

const options = JSON.parse(process.argv[2]!) as FloodOptions;
const { hostname, port } = new URL(options.url);
const JOBS = '/api/v1/jobs';
const SPEED = `${JOBS}/${options.jobId}`;
const PIECE = 'x'.repeat(64 * 1024);
const IDS = `{"type":"delete_leads_bulk","selection":{"ids":[${Array.from({ length: 12_000 }, (_, n) => n + 1).join(',')}`;

const head = (method: string, path: string, token: string, more: readonly string[] = []): string =>
  [
    ...[`${method} ${path} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${token}`, 'Content-Type: application/json'],
    ...[...more, '', ''],
  ].join('\r\n');

const withBody = (method: string, path: string, token: string, body: string): string =>
  head(method, path, token, [`Content-Length: ${body.length}`]) + body;

/** Sends as fast as it is taken, until it is not or all is sent. */
async function pour(
  socket: Socket,
  closed: Promise<unknown>,
  pieces: number,
  frame: (piece: string) => string,
): Promise<void> {
  for (let n = 0; n < pieces && socket.writable; n++) {
    if (!socket.write(frame(PIECE))) await Promise.race([once(socket, 'drain'), closed]);
  }
}

async function dribble(socket: Socket, closed: Promise<unknown>): Promise<void> {
  while (socket.writable) {
    socket.write(' ');
    await Promise.race([delay(1_000), closed]);
  }
}

function once(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve) => socket.once(event, () => resolve()));
}

const chunk = (piece: string): string => `${piece.length.toString(16)}\r\n${piece}\r\n`;

/** Every kind with its share of the whole. */
const ATTACKS: Readonly<Record<string, readonly [share: number, attack: Attack]>> = {
  bodyTooLongAnnounced: [
    12,
    (socket, token) => void socket.write(head('POST', JOBS, token, ['Content-Length: 500000000']) + PIECE),
  ],
  bodyTooLongChunked: [
    12,
    async (socket, token, closed) => {
      socket.write(head('PATCH', SPEED, token, ['Transfer-Encoding: chunked']));
      await pour(socket, closed, 64, chunk);
    },
  ],
  manyIds: [
    1,
    async (socket, token, closed) => {
      socket.write(head('POST', JOBS, token, ['Transfer-Encoding: chunked']) + chunk(IDS));
      await pour(socket, closed, 64, () => chunk(`,${'123456,'.repeat(2_000)}1`));
    },
  ],
  deepJson: [6, (socket, token) => void socket.write(withBody('PATCH', SPEED, token, '[{"a":'.repeat(2_500)))],
  hugeHeaders: [10, (socket, token) => void socket.write(head('GET', JOBS, token, [`X-Padding: ${PIECE}`]))],
  startsOverLimit: [
    15,
    (socket) =>
      void socket.write(
        withBody('POST', JOBS, options.tokens[0]!, '{"type":"delete_leads_bulk","selection":{"all":true}}'),
      ),
  ],
  wrongTokens: [14, (socket) => void socket.write(head('GET', JOBS, `wrong-${Math.random()}`))],
  wrongTokensWithBody: [
    5,
    (socket) => void socket.write(head('POST', JOBS, 'wrong', ['Content-Length: 1000000']) + PIECE),
  ],
  eventsDropped: [
    8,
    async (socket, token, closed) => {
      socket.write(head('GET', `${SPEED}/events`, token));
      await Promise.race([once(socket, 'data'), closed]);
      socket.destroy();
    },
  ],
  slowHeaders: [
    7,
    async (socket, token, closed) => {
      socket.write(head('GET', JOBS, token).slice(0, -2));
      socket.write('X-Padding: ');
      await dribble(socket, closed);
    },
  ],
  slowBodies: [
    2,
    async (socket, token, closed) => {
      socket.write(head('PATCH', SPEED, token, ['Content-Length: 10000']));
      await dribble(socket, closed);
    },
  ],
  halfOpen: [8, () => undefined],
};

async function strike(attack: Attack, token: string): Promise<string> {
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (data: Buffer) => {
    if (received.length < 64) received += data.toString();
    // Answered: what attackers do with the rest of their body.
    if (received.includes('\r\n') && !data.includes('text/event-stream')) setTimeout(() => socket.end(), 50);
  });
  socket.on('error', () => undefined);
  const closed = finished(socket, { readable: true, writable: false }).catch(() => undefined);
  await Promise.race([attack(socket, token, closed), closed]);
  await Promise.race([closed, delay(options.deadlineMs, undefined, { ref: false })]);
  socket.destroy();
  return /^HTTP\/1.1 (\d+)/.exec(received)?.[1] ?? 'closed';
}

/** The kinds mixed: each at its share of every hundred. */
const hundred = Object.entries(ATTACKS).flatMap(([kind, [share]]) => Array<string>(share).fill(kind));
if (hundred.length !== 100) throw new Error(`the shares add up to ${hundred.length}`);

const report: FloodReport = {};
const startedAtMs = performance.now();
let begun = 0;
await Promise.all(
  Array.from({ length: options.atOnce }, async () => {
    while (begun < options.attacks && performance.now() - startedAtMs < options.deadlineMs) {
      const n = begun++;
      // 37 has no divisor in common with 100: neighbours differ.
      const kind = hundred[(n * 37) % 100]!;
      const end = await strike(ATTACKS[kind]![1], options.tokens[n % options.tokens.length]!);
      const ends = (report[kind] ??= {});
      ends[end] = (ends[end] ?? 0) + 1;
    }
  }),
);
process.stdout.write(JSON.stringify(report));
process.exit(0);
