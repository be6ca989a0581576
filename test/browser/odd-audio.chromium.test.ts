import { type RequestListener } from 'node:http';
import { expect } from '@jest/globals';
import { generateAudio } from '../../scripts/stack/generated-audio.mjs';
import { sniffAudio, SNIFFED_BYTES } from '../../src/recordings/sniff-audio.js';
import { browserTest, withBrowser } from '../support/browser.js';
import { withHttpServer } from '../support/tcp-server.js';

// What a page has of it: tests are compiled without the types of a browser.
declare const Audio: new (url: string) => EventTarget & {
  muted: boolean;
  readonly currentTime: number;
  play(): Promise<void>;
};

const MP3 = generateAudio({ kind: 'mp3', seed: 'a', seconds: 2 });
const WAV = generateAudio({ kind: 'wav', seed: 'a', seconds: 2 });
const PROMISES_MORE = Buffer.from(WAV);
for (const offset of [4, 40]) PROMISES_MORE.writeUInt32LE(2 * WAV.length, offset);
const frames = (header: string, bytes: number): Buffer =>
  Buffer.alloc(200 * bytes, Buffer.from(header.padEnd(bytes, '\0'), 'latin1'));

const FILES: Readonly<Record<string, Buffer>> = {
  'a WAV that promises more': PROMISES_MORE,
  'zeros before MP3': Buffer.concat([Buffer.alloc(4_096), MP3]),
  'the rest of a frame before MP3': Buffer.concat([MP3.subarray(70, 192), MP3]),
  'text before MP3': Buffer.concat([Buffer.alloc(4_000, 'junk '), MP3]),
  'a tag behind zeros': Buffer.concat([Buffer.alloc(100), Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), MP3]),
  'layer II': frames('\xff\xfd\x90\x64', 417),
  'layer I': frames('\xff\xff\x60\xc0', 104),
};

browserTest('odd files are taken where a browser plays them, and refused where it does not', async () => {
  const answer: RequestListener = ({ url = '/' }, response) => {
    const file = FILES[decodeURIComponent(url.slice(1))];
    if (!file) return void response.writeHead(200, { 'content-type': 'text/html' }).end('a page');
    const contentType = sniffAudio(file.subarray(0, SNIFFED_BYTES))?.type ?? 'audio/mpeg';
    const headers = {
      'content-type': contentType,
      'content-length': file.length,
      'x-content-type-options': 'nosniff',
    };
    response.writeHead(200, headers).end(file);
  };
  await withHttpServer(answer, (url) =>
    withBrowser(async (browser) => {
      const page = await browser.newPage();
      await page.goto(`${url}/`);
      for (const [name, file] of Object.entries(FILES)) {
        const doesPlay = await page.evaluate(
          async (file) => {
            const audio = new Audio(file);
            audio.muted = true; // a page may play that without being asked to
            const heard = new Promise<boolean>((resolve) => {
              audio.addEventListener('error', () => resolve(false));
              audio.addEventListener('timeupdate', () => audio.currentTime > 0 && resolve(true));
            });
            void audio.play().catch(() => undefined);
            return heard;
          },
          `/${encodeURIComponent(name)}`,
        );
        expect([name, doesPlay]).toEqual([name, sniffAudio(file.subarray(0, SNIFFED_BYTES)) !== null]);
      }
    }),
  );
});
