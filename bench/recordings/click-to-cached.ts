import { request } from 'undici';
import type { RecordingsStand } from './recordings-stand.js';
import { storedMoments } from './stored-moments.js';
import { percentile } from '../statistics.js';

/** From a click until its recording can be played. In milliseconds. */
export interface ClickToCachedFigures {
  readonly calls: number;
  readonly bytes: number;
  readonly cachedP50: number;
  readonly cachedP95: number;
  /** A plain download of the same address. */
  readonly providerP50: number;
  readonly providerP95: number;
  /** What is left of each call's time without its own plain download. */
  readonly overP50: number;
  readonly overP95: number;
  /** From the click to the whole file in the player's hands, asked for in the moment in which it could be. */
  readonly heardP50: number;
  readonly workerRssBefore: number | null;
  readonly workerRssAfter: number | null;
}

const WARM_UP_CALLS = 5;

/** One call after the other, each with a recording that was never asked for. */
export async function measureClickToCached(
  stand: RecordingsStand,
  { calls, bytes }: { calls: number; bytes: number },
): Promise<ClickToCachedFigures> {
  const moments = await storedMoments(stand);
  const measured: { cachedMs: number; providerMs: number; heardMs: number }[] = [];
  let workerRssBefore: number | null = null;
  try {
    for (let n = -WARM_UP_CALLS; n < calls; n++) {
      if (n === 0) workerRssBefore = await stand.worker.memory();
      const callSid = `CAbenchclick${n + WARM_UP_CALLS}`;
      const providerUrl = await stand.addCall(callSid, bytes);
      // The first answer takes longer: the stand-in makes up the audio.
      await download(providerUrl, bytes);
      const providerMs = await download(providerUrl, bytes);
      const clickedAt = performance.now();
      const [storedAt] = await Promise.all([moments.of(callSid), click(stand, callSid)]);
      const cachedMs = storedAt - clickedAt;
      const heard = await ask(stand, callSid);
      if (heard.status !== 200 || heard.bytes !== bytes) throw new Error(`${callSid} was stored, and not played`);
      if (n >= 0) measured.push({ cachedMs, providerMs, heardMs: performance.now() - clickedAt });
    }
    const of = (share: number, figure: (one: (typeof measured)[number]) => number): number =>
      percentile(measured.map(figure), share);
    return {
      ...{ calls, bytes, workerRssBefore, workerRssAfter: await stand.worker.memory() },
      cachedP50: of(0.5, ({ cachedMs }) => cachedMs),
      cachedP95: of(0.95, ({ cachedMs }) => cachedMs),
      providerP50: of(0.5, ({ providerMs }) => providerMs),
      providerP95: of(0.95, ({ providerMs }) => providerMs),
      overP50: of(0.5, ({ cachedMs, providerMs }) => cachedMs - providerMs),
      overP95: of(0.95, ({ cachedMs, providerMs }) => cachedMs - providerMs),
      heardP50: of(0.5, ({ heardMs }) => heardMs),
    };
  } finally {
    await moments.close();
  }
}

/** What the provider itself takes, on a new connection. @returns milliseconds */
async function download(url: string, bytes: number): Promise<number> {
  const startedAt = performance.now();
  const { body } = await request(url, { reset: true });
  const received = (await body.arrayBuffer()).byteLength;
  if (received !== bytes) throw new Error(`the provider sent ${received} bytes`);
  return performance.now() - startedAt;
}

async function click(stand: RecordingsStand, callSid: string): Promise<void> {
  const { status } = await ask(stand, callSid);
  if (status !== 202) throw new Error(`a click on ${callSid} was answered with ${status}`);
}

async function ask(stand: RecordingsStand, callSid: string) {
  const headers = { authorization: `Bearer ${stand.token}` };
  const { statusCode, body } = await request(stand.recordingOf(callSid), { headers });
  return { status: statusCode, bytes: (await body.arrayBuffer()).byteLength };
}
