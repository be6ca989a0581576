import { HttpSocket, type SocketAnswer } from './http-socket.js';

export interface HalfSent {
  /** The rest, and the answer. */
  finish(): Promise<SocketAnswer>;
}

/** A request whose body stops in its midst until it is told to go on. */
export async function sendHalf(
  url: string,
  line: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<HalfSent> {
  const socket = await HttpSocket.connect(url);
  // By hand: pages of ours are known by `Host`, and a HttpSocket sends another.
  const lines = Object.entries({
    host: new URL(url).host,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  socket.socket.write(`${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`);
  const half = Math.floor((body.length * 3) / 4);
  socket.socket.write(body.slice(0, half));
  return {
    async finish() {
      socket.socket.write(body.slice(half));
      const answer = await socket.answer();
      socket.destroy();
      return answer;
    },
  };
}
