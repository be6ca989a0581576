import { expect, test } from '@jest/globals';
import { generateAudio } from '../../scripts/stack/generated-audio.mjs';
import { declaredType, isNameOf } from '../../src/recordings/audio-type.js';
import { sniffAudio, SNIFFED_BYTES, statedBytes } from '../../src/recordings/sniff-audio.js';

const of = (text: string): Buffer => Buffer.from(text, 'latin1');

test.each([
  ['WAV', of('RIFF\x24\0\0\0WAVE'), 'audio/wav'],
  ['Ogg', of('OggS\0\x02\0\0\0\0\0\0'), 'audio/ogg'],
  ['MP3 with a tag', of('ID3\x04\0\0\0\0\x02\x01aa'), 'audio/mpeg'],
  ['MP3, MPEG 1', of('\xff\xfb\x90\x64\0\0\0\0\0\0\0\0'), 'audio/mpeg'],
  ['MP3, MPEG 2 with a checksum', of('\xff\xf2\x48\xc4\0\0\0\0\0\0\0\0'), 'audio/mpeg'],
  ['MP3, MPEG 2.5', of('\xff\xe3\x18\xc4\0\0\0\0\0\0\0\0'), 'audio/mpeg'],
] as const)('%s is told by its first bytes', (_, first, type) => {
  expect(sniffAudio(first)).toEqual({ type, junkBytes: 0 });
});

test.each([
  ['nothing', of('')],
  ['a page', of('<!doctype html')],
  ['an AVI', of('RIFF\x24\0\0\0AVI ')],
  ['a RIFF that ends at once', of('RIFF\x24\0\0\0')],
  ['an Ogg of an unknown version', of('OggS\x01\x02\0\0\0\0\0\0')],
  ['a text about ID3', of('ID3 tags are')],
  ['a cut tag', of('ID3\x04\0')],
  ['a text in UTF-16', of('\xff\xfeh\0e\0l\0l\0o\0')],
  ['AAC in ADTS frames', of('\xff\xf1\x50\x80\0\0\0\0\0\0\0\0')],
  ['layer II', of('\xff\xfd\x90\x64\0\0\0\0\0\0\0\0')],
  ['a frame of a reserved version', of('\xff\xeb\x90\x64\0\0\0\0\0\0\0\0')],
  ['a frame with no known bitrate', of('\xff\xfb\xf0\x64\0\0\0\0\0\0\0\0')],
  ['a frame of a free bitrate', of('\xff\xfb\x00\x64\0\0\0\0\0\0\0\0')],
  ['a frame with no known rate', of('\xff\xfb\x9c\x64\0\0\0\0\0\0\0\0')],
  ['a JPEG', of('\xff\xd8\xff\xe0\0\x10JFIF\0\x01')],
  ['bytes of ones', of('\xff'.repeat(12))],
  ['a ZIP', of('PK\x03\x04\x14\0\0\0\0\0\0\0')],
  ['gzip', of('\x1f\x8b\x08\0\0\0\0\0\0\x03aa')],
] as const)('%s is no audio', (_, first) => {
  expect(sniffAudio(first)).toBeNull();
});

const MP3 = generateAudio({ kind: 'mp3', seed: 'a', seconds: 2 });
const TAG = of('ID3\x04\0\0\0\0\x02\x01aa');

test.each([
  ['zeros', Buffer.alloc(417)],
  ['as many zeros as there may be', Buffer.alloc(4_096)],
  ['the rest of a frame that was cut off', MP3.subarray(70, 192)],
  ['a text', of('ICY 200 OK\r\nicy-name: a recorder\r\n\r\n')],
  ['bytes that begin like a frame', of('\xff\xfb\xf0\x64' + 'x'.repeat(200))],
  ['a frame of layer II', of('\xff\xfd\x90\x64' + '\0'.repeat(413))],
  ['one frame alone, of another rate', Buffer.concat([of('x\xff\xfb\x90\x64'), Buffer.alloc(413)])],
])('MP3 behind %s is MP3', (_, junk) => {
  expect(sniffAudio(Buffer.concat([junk, MP3]))).toEqual({ type: 'audio/mpeg', junkBytes: junk.length });
});

test('MP3 with a tag behind padding is MP3', () => {
  const padding = Buffer.alloc(100);
  expect(sniffAudio(Buffer.concat([padding, TAG]))).toEqual({ type: 'audio/mpeg', junkBytes: 100 });
});

test.each([
  ['more padding than there may be', Buffer.concat([Buffer.alloc(4_097), MP3])],
  ['zeros alone', Buffer.alloc(SNIFFED_BYTES)],
  ['two frames behind junk', Buffer.concat([of('x'), MP3.subarray(0, 2 * 192)])],
  [
    'frames with gaps between them',
    Buffer.concat(
      Array.from({ length: 20 }, (_, n) => Buffer.concat([of('xy'), MP3.subarray(n * 192, (n + 1) * 192)])),
    ),
  ],
  ['a page', Buffer.concat([of('<!doctype html>'), Buffer.alloc(SNIFFED_BYTES, '<p>not here</p>')])],
  ['layer II, many frames', Buffer.concat(Array.from({ length: 20 }, () => of('\xff\xfd\x90\x64' + '\0'.repeat(413))))],
  [
    'AAC, many frames',
    Buffer.concat(Array.from({ length: 20 }, () => of('\xff\xf1\x50\x80\x20\x1f\xfc' + '\0'.repeat(250)))),
  ],
])('%s is no audio', (_, first) => {
  expect(sniffAudio(first)).toBeNull();
});

test('random bytes are no audio, at a million places', () => {
  let seed = 1;
  const random = Buffer.alloc(SNIFFED_BYTES);
  for (let file = 0; file < 300; file++) {
    for (let index = 0; index < random.length; index++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      random[index] = seed >>> 16;
    }
    random[0] = 0x20; // where the file begins, one header is enough
    expect(sniffAudio(random)).toBeNull();
  }
});

test.each([
  ['audio/mpeg', 'audio/mpeg'],
  ['Audio/X-WAV; foo="bar;baz"', 'audio/x-wav'],
  [' audio/mp3 ', 'audio/mp3'],
  ['application/ogg;codecs=opus', 'application/ogg'],
  ['audio/x-something.new', 'audio/x-something.new'],
  ['application/octet-stream', null],
  ['', null],
  [undefined, null],
] as const)('the type "%s" may be that of audio', (header, name) => {
  expect(declaredType(header)).toEqual({ name });
});

test.each(['text/html; charset=utf-8', 'audio/wav, text/html', 'video/ogg', 'audio/', 'audio/a\u001bb', 'audio'])(
  'the type %j is not that of audio',
  (header) => {
    expect(declaredType(header)).toBeNull();
  },
);

test.each([
  ['audio/mp3', 'audio/mpeg', true],
  ['audio/mp3', 'audio/wav', false],
  ['audio/x-wav', 'audio/wav', true],
  ['audio/x-wav', 'audio/mpeg', false],
  ['audio/opus', 'audio/ogg', true],
  ['audio/aac', 'audio/mpeg', false],
  [null, 'audio/ogg', true],
] as const)('a file that is called %s and is %s: do they agree? %s', (name, type, expected) => {
  expect(isNameOf({ name }, type)).toBe(expected);
});

test.each([
  ['WAV', of('RIFF\x24\x10\0\0WAVE'), 0x1024],
  ['WAV whose size nobody knew', of('RIFF\xff\xff\xff\xffWAVE'), 0],
  ['WAV whose size nobody knew, by sox', of('RIFF\x24\xf0\xff\x7fWAVE'), 0],
  ['WAV whose size was never filled in', of('RIFF\0\0\0\0WAVE'), 0],
  ['MP3', of('ID3\x04\0\0\0\0\x02\x01aa'), 0],
  ['RIFF of another kind', of('RIFF\x24\x10\0\0AVI '), 0],
  ['beginning that is cut', of('RIFF'), 0],
] as const)('a %s states the size that it has to have', (_, first, bytes) => {
  expect(statedBytes(first)).toBe(bytes);
});
