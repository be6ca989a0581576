/**
 * @typedef {object} LoopbackServer
 * @property {string} url without a slash at its end
 * @property {() => Promise<void>} close cuts what is still being answered
 */

/**
 * Lets a server listen where nobody but this machine reaches it.
 *
 * @param {import('node:http').Server} server
 * @param {number} port 0 for a free one
 * @returns {Promise<LoopbackServer>}
 */
export async function listenOnLoopback(server, port) {
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
