import { audioContentTypes, generateAudio, smallestAudioBytes } from '../generated-audio.mjs';
import { NotUnderstood, numberIn } from './query.mjs';

const MAX_BYTES = 256 * 1024 * 1024;
const MAX_SECONDS = 4 * 3600;
/** What was made lately is kept, so that the time of an answer is that of the answer. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** @type {Map<string, Buffer>} the first is the one longest unused */
const kept = new Map();
let keptBytes = 0;

/**
 * @typedef {object} PathAudio
 * @property {string} mode the first segment
 * @property {Buffer} bytes
 * @property {string} contentType
 */

/**
 * What lies at `/<mode>/<name>.<wav|mp3>?bytes=N` or `?seconds=N`. The name is the seed, so the audio is the same in every
 * mode.
 *
 * @param {string | URL} address a whole address, or path and query
 * @returns {PathAudio}
 * @throws {NotUnderstood}
 */
export function audioOfPath(address) {
  const { pathname, searchParams } = new URL(address, 'http://provider');
  const [, mode, seed, ending] = /^\/([^/]+)\/(.+)\.(wav|mp3)$/.exec(pathname) ?? [];
  const kind = ending === 'wav' || ending === 'mp3' ? ending : null;
  if (mode === undefined || seed === undefined || kind === null) {
    throw new NotUnderstood('an address is /<mode>/<name>.wav or /<mode>/<name>.mp3');
  }
  const size = searchParams.has('bytes')
    ? { bytes: numberIn(searchParams, 'bytes', 0, { min: smallestAudioBytes[kind], max: MAX_BYTES }) }
    : { seconds: numberIn(searchParams, 'seconds', 2, { min: 1, max: MAX_SECONDS }) };
  const key = JSON.stringify([kind, seed, size]);
  let bytes = kept.get(key);
  if (bytes === undefined) keptBytes += (bytes = generateAudio({ kind, seed, ...size })).length;
  kept.delete(key);
  kept.set(key, bytes);
  for (const [oldest, { length }] of kept) {
    if (keptBytes <= KEPT_BYTES || oldest === key) break;
    kept.delete(oldest);
    keptBytes -= length;
  }
  return { mode, bytes, contentType: audioContentTypes[kind] };
}
