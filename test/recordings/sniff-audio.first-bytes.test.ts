import { expect, test } from '@jest/globals';
import { declaredAudioTypes } from '../../src/recordings/declared-type.js';
import { sniffAudio, statedBytes } from '../../src/recordings/sniff-audio.js';

const of = (text: string): Buffer => Buffer.from(text, 'latin1');

test.each([
  ['WAV', of('RIFF\x24\0\0\0WAVE'), 'audio/wav'],
  ['Ogg', of('OggS\0\x02\0\0\0\0\0\0'), 'audio/ogg'],
  ['MP3 with a tag', of('ID3\x04\0\0\0\0\x02\x01aa'), 'audio/mpeg'],
  ['MP3, MPEG 1', of('\xff\xfb\x90\x64\0\0\0\0\0\0\0\0'), 'audio/mpeg'],
  ['MP3, MPEG 2 with a checksum', of('\xff\xf2\x48\xc4\0\0\0\0\0\0\0\0'), 'audio/mpeg'],
  ['MP3, MPEG 2.5', of('\xff\xe3\x18\xc4\0\0\0\0\0\0\0\0'), 'audio/mpeg'],
] as const)('%s is told by its first bytes', (_, first, type) => {
  expect(sniffAudio(first)).toBe(type);
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

test.each([
  ['audio/mpeg', ['audio/mpeg']],
  ['Audio/X-WAV; foo="bar;baz"', ['audio/wav']],
  [' audio/mp3 ', ['audio/mpeg']],
  ['application/ogg;codecs=opus', ['audio/ogg']],
  ['application/octet-stream', ['audio/mpeg', 'audio/wav', 'audio/ogg']],
  ['', ['audio/mpeg', 'audio/wav', 'audio/ogg']],
  [undefined, ['audio/mpeg', 'audio/wav', 'audio/ogg']],
  ['text/html; charset=utf-8', []],
  ['audio/mpegurl', []],
  ['audio/wav, text/html', []],
  ['video/ogg', []],
] as const)('the type "%s" lets a file be %j', (header, types) => {
  expect(declaredAudioTypes(header)).toEqual(types);
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
