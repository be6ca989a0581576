import { type AddressInfo, createServer } from 'node:net';

// Tells how much the clients of a load can take in: answers whatever comes with the same bytes from memory, unread.

const body = Buffer.alloc(Number(process.argv[2]));
const answer = Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`), body]);
const server = createServer({ noDelay: true }, (socket) => {
  // A request is one packet: clients send the next when they have the answer.
  socket.on('data', () => socket.write(answer));
  socket.on('error', () => undefined);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ msg: 'memory server listens', url: `http://127.0.0.1:${port}/` }));
});
