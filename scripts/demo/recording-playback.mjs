import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from '../setup/launch-error.mjs';
import { audioOfPath } from '../stack/recording-provider/audio-of-path.mjs';

const CLICKS = 10;
const STARTED = 'Recording is being prepared, please retry in a few seconds';
const WAITING = /^Recording is being prepared, please retry in (\d+) seconds$/;
/** Of a click that comes with the first ones: the recording may be here in a moment. */
const SOON = 3;
/** Far longer than it takes to fetch a sample recording. */
const GIVE_UP_SECONDS = 60;

/**
 * @typedef {object} Playback
 * @property {import('./api-client.mjs').ApiClient} first business 1, whose call it is
 * @property {import('./api-client.mjs').ApiClient} second business 2
 * @property {{ callSid: string, recordingPath: string }} call one whose recording comes slowly
 * @property {string} provider base address of the provider's stand-in
 * @property {import('./checks.mjs').Checks} checks
 * @property {(text: string) => void} say
 * @property {(ms: number) => Promise<unknown>} [wait]
 */

/**
 * A recording as a person plays it who clicks again when nothing happens at once: one download, everybody is told when to
 * come back, then it plays.
 *
 * @param {Playback} playback
 */
export async function playRecording(playback) {
  const retryAfter = await clickOften(playback);
  await comeBack(playback, retryAfter);
  await checkDownloads(playback);
  const etag = await playWhole(playback);
  await playPart(playback);
  await playAgain(playback, etag);
  await checkOthers(playback);
}

/** @param {Playback} playback */
async function clickOften({ first, call, checks, say }) {
  const path = pathOf(call);
  say(`\nClicking play ${CLICKS} times at once: GET /api/v1${path}`);
  const answers = await Promise.all(Array.from({ length: CLICKS }, () => first.ask(path)));
  const lines = answers.map(lineOf);
  for (const line of new Set(lines))
    say(`  ${String(lines.filter((same) => same === line).length).padStart(2)} x  ${line}`);

  const accepted = answers.filter(
    ({ status, body }) => status === 202 && body?.success && body.status === 'processing',
  );
  checks.check(accepted.length === CLICKS, `All ${CLICKS} clicks are answered 202`, `${accepted.length} of them`);
  const started = accepted.filter(({ body }) => body.message === STARTED);
  checks.check(started.length === 1, 'One click has started the download', `${started.length} clicks`);
  const waiting = accepted.filter(({ body, headers }) => {
    const seconds = Number(WAITING.exec(body.message)?.[1]);
    const retryAfter = Number(headers.get('retry-after'));
    return seconds <= 15 && retryAfter >= 1 && retryAfter <= Math.min(seconds, SOON);
  });
  checks.check(
    waiting.length === CLICKS - 1,
    `The ${CLICKS - 1} others are told when a click would start anew (text), and to look again soon (Retry-After)`,
    `${waiting.length} of them`,
  );
  const retryAfter = secondsOf(started[0] ?? answers[0]);
  checks.check(retryAfter === 2, 'The first is told to come back in 2 seconds', `${retryAfter} seconds`);
  return retryAfter;
}

/**
 * @param {Playback} playback
 * @param {number} retryAfter
 */
async function comeBack({ first, call, say, wait = delay }, retryAfter) {
  let seconds = retryAfter;
  for (let waited = 0; waited <= GIVE_UP_SECONDS;) {
    say(`\nComing back in ${seconds} s, as Retry-After asks`);
    await wait(seconds * 1000);
    waited += seconds;
    const { status, headers, body } = await first.open(pathOf(call));
    await body?.cancel();
    say(`  ${status}  ${status === 202 ? 'still being prepared' : headers.get('content-type')}`);
    if (status !== 202) return;
    seconds = secondsOf({ headers });
  }
  throw new LaunchError(`The recording is not there after ${GIVE_UP_SECONDS} s.`);
}

/** @param {Playback} playback */
async function checkDownloads({ provider, call, checks, say }) {
  say(`\nWhat the provider saw: GET ${provider}/-/seen`);
  const seen = (await seenAt(provider))[call.recordingPath.replace(/\?.*/, '')];
  checks.check(seen?.requests === 1, 'One download for all those clicks', `${seen?.requests ?? 0}`);
  checks.check(seen?.withAuthorization === 1, 'It carried the credentials for the provider', 'without them');
}

/**
 * @param {Playback} playback
 * @returns {Promise<string>} its ETag
 */
async function playWhole({ first, call, checks, say }) {
  say('\nPlaying it');
  const source = audioOfPath(call.recordingPath);
  const startedAt = performance.now();
  const answer = await first.open(pathOf(call));
  const firstByteMs = Math.round(performance.now() - startedAt);
  const { status, headers } = answer;
  const bytes = Buffer.from(await answer.arrayBuffer());
  say(`  ${status}  ${bytes.length.toLocaleString('en')} bytes, first answer after ${firstByteMs} ms`);
  const shape = [status, headers.get('content-type'), headers.get('content-length'), headers.get('accept-ranges')];
  checks.check(
    String(shape) === String([200, source.contentType, source.bytes.length, 'bytes']),
    `It is ${source.contentType} of ${source.bytes.length.toLocaleString('en')} bytes, and a player can seek in it`,
    shape.join(', '),
  );
  const [wanted, got] = [sha256(source.bytes), sha256(bytes)];
  checks.check(got === wanted, `Its SHA-256 is that of the source: ${wanted.slice(0, 16)}...`, got.slice(0, 16));
  return headers.get('etag') ?? '';
}

/** @param {Playback} playback */
async function playPart({ first, call, checks, say }) {
  const { bytes } = audioOfPath(call.recordingPath);
  const [start, end] = [bytes.length >> 1, (bytes.length >> 1) + 999];
  say(`\nSeeking to the middle: Range: bytes=${start}-${end}`);
  const answer = await first.open(pathOf(call), undefined, { range: `bytes=${start}-${end}` });
  const part = Buffer.from(await answer.arrayBuffer());
  const range = answer.headers.get('content-range');
  checks.check(
    answer.status === 206 && range === `bytes ${start}-${end}/${bytes.length}`,
    `206 with Content-Range: bytes ${start}-${end}/${bytes.length}`,
    `${answer.status} with ${range}`,
  );
  const isPart = part.equals(bytes.subarray(start, end + 1));
  checks.check(isPart, 'Its 1,000 bytes are those of the source', `${part.length} bytes that are not`);
}

/**
 * @param {Playback} playback
 * @param {string} etag
 */
async function playAgain({ first, call, checks, say }, etag) {
  say(`\nPlaying it again in the same browser: If-None-Match: ${etag}`);
  const answer = await first.open(pathOf(call), undefined, { 'if-none-match': etag });
  const { byteLength } = await answer.arrayBuffer();
  checks.check(answer.status === 304 && byteLength === 0, '304 and no byte', `${answer.status}, ${byteLength} bytes`);
}

/** @param {Playback} playback */
async function checkOthers({ second, provider, call, checks, say }) {
  say('\nThe same address with a token of business 2');
  const { status, body } = await second.ask(pathOf(call));
  checks.check(status === 404, '404: business 2 has no such call', `${status} ${JSON.stringify(body)}`);
  const all = Object.values(await seenAt(provider)).reduce((sum, { requests }) => sum + requests, 0);
  checks.check(all === 1, 'After all of that the provider was still asked once', `${all} times`);
}

/**
 * @param {string} provider
 * @returns {Promise<Record<string, import('../stack/recording-provider/seen.mjs').SeenPath>>}
 */
async function seenAt(provider) {
  return /** @type {any} */ (await (await fetch(`${provider}/-/seen`)).json());
}

/** @param {Playback['call']} call */
function pathOf({ callSid }) {
  return `/calls/${callSid}/recording`;
}

/** @param {{ headers: Headers } | undefined} answer */
function secondsOf(answer) {
  const seconds = Number(answer?.headers.get('retry-after'));
  // Where the API says nothing, or nothing that can be followed, the demo must not hammer it.
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 60 ? seconds : 1;
}

/** @param {import('./api-client.mjs').Answer} answer */
function lineOf({ status, headers, body }) {
  return `${status}  ${body?.message ?? body?.code ?? 'audio'} (Retry-After: ${headers.get('retry-after') ?? 'none'})`;
}

/** @param {Buffer} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
