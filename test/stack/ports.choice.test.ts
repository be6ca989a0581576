import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { choosePort, freePort } from '../../scripts/stack/ports.mjs';

describe('choosing a port', () => {
  let other: Server;
  let busy: number;
  let said: string[];
  const choose = (env: NodeJS.ProcessEnv, usual: number | null) =>
    choosePort({ what: 'the API', variable: 'PORT', env, usual, say: (text: string) => said.push(text) });

  beforeEach(async () => {
    said = [];
    other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    busy = (other.address() as AddressInfo).port;
  });
  afterEach(() => new Promise((resolve) => other.close(resolve)));

  test('a usual port that is busy gives way to another, and that is said', async () => {
    const port = await choose({}, busy);
    expect(port).not.toBe(busy);
    expect(said).toEqual([`Port ${busy} is busy: using ${port} for the API.`]);
  });

  test('a port that a person asked for is refused when it is busy, naming the variable', async () => {
    await expect(choose({ PORT: String(busy) }, 3000)).rejects.toThrow(
      new RegExp(`^Port ${busy} for the API \\(PORT\\) is in use by another program`),
    );
  });

  test('a port that a person asked for and that is free is taken without a word', async () => {
    const port = await freePort();
    expect(await choose({ PORT: String(port) }, busy)).toBe(port);
    expect(said).toEqual([]);
  });

  test.each(['0', '65536', '80a', '-1', '3000.5', ' '])('PORT="%s" is no port', async (text) => {
    await expect(choose({ PORT: text }, 3000)).rejects.toThrow(`PORT must be a port from 1 to 65535, not "${text}".`);
  });

  test('no port is handed out twice before it is bound', async () => {
    const ports = await Promise.all(Array.from({ length: 400 }, () => freePort()));
    expect(new Set(ports).size).toBe(ports.length);
  });
});
