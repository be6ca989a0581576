import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// What cached playback is measured beside: Node's own server, which streams the one file of its argument to whoever asks.
// No credentials, no look-up, no range, and the file's size asked once.

const file = process.argv[2]!;
const headers = { 'content-type': 'audio/wav', 'content-length': (await stat(file)).size };
const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  createReadStream(file).pipe(response);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ msg: 'plain server listens', url: `http://127.0.0.1:${port}/` }));
});
