import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { browserTest, listenTo, withBrowser } from '../support/browser.js';
import { storeRecording } from '../support/stored-recording.js';

const SECONDS = 60;

interface Player {
  src: string;
  muted: boolean;
  controls: boolean;
  currentTime: number;
  readonly duration: number;
  readonly paused: boolean;
  readonly error: { readonly message: string } | null;
  play(): Promise<void>;
  addEventListener(event: string, listener: () => void, options?: { once: boolean }): void;
}
// What a page has of it: tests are compiled without the types of a browser.
declare const document: {
  createElement(name: 'audio'): Player;
  body: { replaceChildren(element: Player): void };
};

/** Plays as a page of the CRM does: an `<audio>` with the address, a jump into the last third, on from there. */
function play(page: Page, url: string): Promise<{ duration: number; playedTo: number; soughtTo: number; on: number }> {
  return page.evaluate(async (url) => {
    const audio = document.createElement('audio');
    const until = (event: string) =>
      new Promise<void>((resolve, reject) => {
        audio.addEventListener(event, () => resolve(), { once: true });
        audio.addEventListener('error', () => reject(new Error(audio.error?.message)), { once: true });
      });
    const past = async (time: number): Promise<number> => {
      while (audio.currentTime <= time) await until('timeupdate');
      return audio.currentTime;
    };
    audio.muted = true; // a page may play that without being asked to
    audio.controls = true;
    const known = until('loadedmetadata');
    audio.src = url;
    document.body.replaceChildren(audio);
    await known;
    await audio.play();
    const playedTo = await past(0);
    const sought = until('seeked');
    audio.currentTime = audio.duration * 0.8;
    await sought;
    const soughtTo = audio.currentTime;
    return { duration: audio.duration, playedTo, soughtTo, on: await past(soughtTo) };
  }, url);
}

browserTest(
  'a page of ours plays recordings with its cookie alone, in parts, and jumps into the last third of them',
  () =>
    withApi({ environment: { DOCS_PUBLIC: 'true' } }, async (api) => {
      // Larger than what a browser fetches ahead: the jump has to ask for a part of its own.
      const wav = await storeRecording(api, '/ok/browser.wav?bytes=20000000');
      // Whole frames behind a tag that fills up the rest.
      const mp3 = await storeRecording(api, `/ok/browser.mp3?bytes=${SECONDS * 8_000 + 1}`);
      await withBrowser(async (browser) => {
        const page = await browser.newPage();
        const said = listenTo(page);
        await page.goto(`${api.url}/docs`);
        const authorization = `Bearer ${await testToken(1, 'viewer')}`;
        const opened = await page.evaluate(
          async ([path, authorization]) => (await fetch(path, { method: 'POST', headers: { authorization } })).status,
          ['/api/v1/session', authorization] as const,
        );
        expect(opened).toBe(201);
        const answers: { status: number; range: string | undefined; part: string | undefined }[] = [];
        page.on('response', (response) => {
          if (!response.url().endsWith('/recording')) return;
          const { range } = response.request().headers();
          answers.push({ status: response.status(), range, part: response.headers()['content-range'] });
        });

        const wavPlayed = await play(page, wav.url);
        const seconds = wav.bytes.readUInt32LE(40) / wav.bytes.readUInt32LE(28); // data's bytes, bytes a second
        expect(wavPlayed.duration).toBeCloseTo(seconds, 0);
        expect(wavPlayed.playedTo).toBeGreaterThan(0);
        expect(wavPlayed.soughtTo).toBeCloseTo(seconds * 0.8, 0);
        expect(wavPlayed.on).toBeGreaterThan(wavPlayed.soughtTo);
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([206]));
        const starts = answers.map(({ part }) => Number(/^bytes (\d+)-/.exec(part ?? '')?.[1]));
        expect(starts[0]).toBe(0);
        expect(Math.max(...starts)).toBeGreaterThan(wav.bytes.length * (2 / 3));

        const mp3Played = await play(page, mp3.url);
        expect(mp3Played.duration).toBeCloseTo(SECONDS, 0);
        expect(mp3Played.soughtTo).toBeCloseTo(SECONDS * 0.8, 0);
        expect(mp3Played.on).toBeGreaterThan(mp3Played.soughtTo);
        expect(answers.every(({ status }) => status === 206)).toBe(true);
        const picture = process.env.PLAYER_PICTURE;
        if (picture) await page.screenshot({ path: picture });
        expect(said.filter((text) => /policy|refused|error/i.test(text))).toEqual([]);
      });
    }),
);
