import { expect, test } from '@jest/globals';
import { audioAt } from '../support/recording-provider.js';
import { type AudioKind, generateAudio, smallestAudioBytes } from '../../scripts/stack/generated-audio.mjs';

const KINDS: readonly AudioKind[] = ['wav', 'mp3'];

test.each(KINDS)('the same wish is the same %s, and another seed other bytes', (kind) => {
  const [one, again, other] = ['a', 'a', 'b'].map((seed) => generateAudio({ kind, seed, seconds: 1 })) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  expect(one.equals(again)).toBe(true);
  expect(one.equals(other)).toBe(false);
  expect(one.length).toBe(other.length);
});

test.each(KINDS)('a %s has exactly the bytes that were asked for', (kind) => {
  const smallest = smallestAudioBytes[kind];
  const sizes = [...Array.from({ length: 200 }, (_, more) => smallest + more), 100_000, 1_000_003];
  expect(sizes.map((bytes) => generateAudio({ kind, seed: 'x', bytes }).length)).toEqual(sizes);
  expect(() => generateAudio({ kind, seed: 'x', bytes: smallest - 1 })).toThrow(RangeError);
});

test.each(KINDS)('no two pieces of a %s are alike, so that a piece at the wrong place is found', (kind) => {
  const audio = generateAudio({ kind, seed: 'x', bytes: 1_000_000 });
  const pieces = new Set<string>();
  const length = 192;
  for (let at = 0; at + length <= audio.length; at += length) pieces.add(audio.toString('latin1', at, at + length));
  expect(pieces.size).toBe(Math.floor(audio.length / length));
});

test('a WAV says its own length', () => {
  const audio = generateAudio({ kind: 'wav', seed: 'x', bytes: 12_345 });
  expect([audio.toString('latin1', 0, 4), audio.readUInt32LE(4)]).toEqual(['RIFF', 12_345 - 8]);
  expect([audio.toString('latin1', 36, 40), audio.readUInt32LE(40)]).toEqual(['data', 12_345 - 44]);
});

test('an MP3 is whole frames, one after the other, to its end', () => {
  // A tag in front of those that are no whole number of frames; 9,601 leave less than a tag needs.
  for (const bytes of [9600, 1002, 9601]) {
    const audio = generateAudio({ kind: 'mp3', seed: 'x', bytes });
    const isTagged = audio.toString('latin1', 0, 3) === 'ID3';
    let at = isTagged ? 10 + (audio[8]! << 7) + audio[9]! : 0;
    expect(isTagged).toBe(bytes !== 9600);
    for (; at < audio.length; at += 192) expect(audio.toString('hex', at, at + 4)).toBe('fffb54c0');
    expect(at).toBe(audio.length);
  }
});

test('what was generated lately is kept, but not more of it than memory is for', () => {
  const first = audioAt('/ok/first.wav');
  expect(audioAt('/slow/first.wav?ms=1')).toBe(first);
  for (const name of ['second', 'third']) audioAt(`/ok/${name}.mp3?bytes=34000000`);
  expect(audioAt('/ok/third.mp3?bytes=34000000')).toBe(audioAt('/ok/third.mp3?bytes=34000000'));
  expect(audioAt('/ok/first.wav')).not.toBe(first);
  expect(audioAt('/ok/first.wav')).toEqual(first);
});
