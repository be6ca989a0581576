import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { download } from '../../scripts/setup/download.mjs';
import { withHttpServer } from '../support/tcp-server.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'download-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function downloadFrom(listener: RequestListener, options: Parameters<typeof download>[2]): Promise<string> {
  return withHttpServer(listener, async (url) => {
    const file = path.join(folder, 'file');
    await download(url, file, options);
    return readFile(file, 'utf8');
  });
}

test('a server that says nothing is given up', async () => {
  await expect(downloadFrom(() => undefined, { answerWithinMs: 200 })).rejects.toThrow('no answer in 0.2 s');
});

test('one that stalls in the middle of the file is given up', async () => {
  const listener: RequestListener = (_, answer) => void answer.write('half');
  await expect(downloadFrom(listener, { silentForMs: 200 })).rejects.toThrow('nothing came any more in 0.2 s');
});

test('a slow one is given its time', async () => {
  const listener: RequestListener = (_, answer) => {
    let left = 8;
    const timer = setInterval(() => {
      answer.write('.');
      if ((left -= 1) > 0) return;
      clearInterval(timer);
      answer.end();
    }, 100);
  };
  expect(await downloadFrom(listener, { silentForMs: 500 })).toBe('........');
});

test('an answer that is no file is told', async () => {
  await expect(downloadFrom((_, answer) => answer.writeHead(404).end(), {})).rejects.toThrow('HTTP 404');
});
