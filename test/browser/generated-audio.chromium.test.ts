import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserTest, withBrowser } from '../support/browser.js';
import { withCleanups } from '../support/cleanups.js';
import { RecordingProviderProcess } from '../support/recording-provider.js';

// What a page has of it: tests are compiled without the types of a browser.
declare const Audio: new (url: string) => EventTarget & {
  muted: boolean;
  currentTime: number;
  readonly error: { readonly message: string } | null;
  play(): Promise<void>;
};
declare const OfflineAudioContext: new (
  channels: number,
  length: number,
  rate: number,
) => {
  decodeAudioData(
    bytes: ArrayBuffer,
  ): Promise<{ readonly duration: number; getChannelData(channel: number): Float32Array }>;
};

interface Played {
  readonly duration: number;
  readonly peak: number;
  readonly hertz: number;
  readonly playedTo: number;
  readonly soughtTo: number;
  readonly playedOnTo: number;
}

/** Decodes all of it, then plays, seeks and plays on as a player on a page does. */
function play(page: Page, address: string): Promise<Played> {
  return page.evaluate(async (address) => {
    const bytes = await (await fetch(address)).arrayBuffer();
    const url = URL.createObjectURL(new Blob([bytes]));
    const decoded = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes);
    const samples = decoded.getChannelData(0);
    let peak = 0;
    let turns = 0;
    for (let index = 1; index < samples.length; index += 1) {
      peak = Math.max(peak, Math.abs(samples[index]!));
      if (samples[index - 1]! < -0.2 && samples[index]! >= -0.2) turns += 1;
    }
    const audio = new Audio(url);
    audio.muted = true; // a page may play that without being asked to
    const until = (event: string) => new Promise((resolve) => audio.addEventListener(event, resolve, { once: true }));
    const failed = until('error').then(() => Promise.reject(new Error(audio.error?.message)));
    const playing = async (from: number): Promise<number> => {
      while (audio.currentTime <= from) await Promise.race([until('timeupdate'), failed]);
      return audio.currentTime;
    };
    await audio.play();
    const playedTo = await playing(0);
    audio.currentTime = 6;
    await Promise.race([until('seeked'), failed]);
    const soughtTo = audio.currentTime;
    return {
      ...{ duration: decoded.duration, peak, hertz: turns / decoded.duration },
      ...{ playedTo, soughtTo, playedOnTo: await playing(soughtTo) },
    };
  }, address);
}

browserTest('a browser decodes both kinds whole, plays them, seeks and plays on', async () => {
  await withCleanups(async ({ opened }) => {
    const provider = await opened(RecordingProviderProcess.start(), (process) => process.stop());
    await withBrowser(async (browser) => {
      const page = await browser.newPage();
      await page.goto(`${provider.url}/-/seen`); // of the same origin
      const wav = await play(page, `${provider.url}/ok/one.wav?seconds=10`);
      expect(wav.duration).toBeCloseTo(10, 1);
      expect(wav.peak).toBeGreaterThan(0.5);
      const other = await play(page, `${provider.url}/ok/another.wav?seconds=10`);
      expect(Math.abs(other.hertz - wav.hertz)).toBeGreaterThan(20);
      for (const address of ['/ok/one.mp3?seconds=10', '/ok/one.mp3?bytes=80001']) {
        const mp3 = await play(page, `${provider.url}${address}`);
        expect(mp3.duration).toBeCloseTo(10, 0);
        expect(mp3.peak).toBe(0);
        for (const { playedTo, soughtTo, playedOnTo } of [wav, mp3]) {
          expect(playedTo).toBeGreaterThan(0);
          expect(soughtTo).toBeCloseTo(6, 1);
          expect(playedOnTo).toBeGreaterThan(soughtTo);
        }
      }
    });
  });
});
