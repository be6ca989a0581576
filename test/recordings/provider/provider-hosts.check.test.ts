import { expect, test } from '@jest/globals';
import { providerHosts } from '../../../src/recordings/provider/provider-hosts.js';

const HOSTS = ['api.example.com', 'media.example.com:8443', '127.0.0.1:8080', '10.0.0.7', '[::1]', 'localhost'];
const refusal = expect.objectContaining({ name: 'DownloadFailed', code: 'not_allowed' }) as unknown;

test.each([
  ['https://api.example.com/a?b=c', undefined],
  ['https://API.Example.COM:443/a', undefined],
  ['https://media.example.com:8443/', undefined],
  ['https://127.0.0.1:8080/', 'loopback'],
  ['http://127.0.0.1:8080/', 'loopback'],
  ['http://[::1]/', 'loopback'],
  ['http://localhost/', 'loopback'],
])('%s may be asked for', (address, loopback) => {
  expect(providerHosts(HOSTS, { allowLoopback: loopback !== undefined }).check(address)).toBeInstanceOf(URL);
});

test.each([
  ['no URL', 'api.example.com/a'],
  ['a path', '/a'],
  ['http', 'http://api.example.com/a'],
  ['another scheme', 'ftp://api.example.com/a'],
  ['a file', 'file:///etc/passwd'],
  ['data', 'data:audio/wav;base64,UklGRg=='],
  ['another host', 'https://example.com/'],
  ['a host below', 'https://x.api.example.com/'],
  ['a host that begins alike', 'https://api.example.com.evil.example/'],
  ['a dot at the end', 'https://api.example.com./'],
  ['another port', 'https://api.example.com:8443/'],
  ['no port where one is said', 'https://media.example.com/'],
  ['a user', 'https://me@api.example.com/'],
  ['a user and a password', 'https://me:pass@api.example.com/'],
  ['a password alone', 'https://:pass@api.example.com/'],
  ['the host as a user', 'https://api.example.com@evil.example/'],
  ['a loopback literal that is listed', 'https://127.0.0.1:8080/'],
  ['a private literal that is listed', 'https://10.0.0.7/'],
  ['a literal in octal', 'https://012.0.0.7/'],
  ['an IPv6 literal that is listed', 'https://[::1]/'],
])('%s is refused: %s', (_, address) => {
  expect(() => providerHosts(HOSTS).check(address)).toThrow(refusal);
});

test.each([
  ['a private literal that is listed', 'https://10.0.0.7/'],
  ['the same in hexadecimal', 'https://0xa000007/'],
  ['a loopback literal that is not listed', 'http://127.0.0.2:8080/'],
  ['another port of loopback', 'http://127.0.0.1:8081/'],
  ['ftp', 'ftp://127.0.0.1:8080/'],
])('%s is refused even where loopback is allowed: %s', (_, address) => {
  expect(() => providerHosts(HOSTS, { allowLoopback: true }).check(address)).toThrow(refusal);
});

test.each([
  '',
  ' ',
  'https://api.example.com',
  'a.example/b',
  'me@a.example',
  'a.example:',
  'a.example:99999',
  '::1',
  'a b',
])('"%s" is no host to allow', (text) => {
  expect(() => providerHosts([text])).toThrow(`"${text}" is not a host or host:port`);
});
