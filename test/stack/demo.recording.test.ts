import { type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { ApiClient } from '../../scripts/demo/api-client.mjs';
import { Checks } from '../../scripts/demo/checks.mjs';
import { playRecording } from '../../scripts/demo/recording-playback.mjs';
import { withCleanups } from '../support/cleanups.js';
import { audioAt, RecordingProviderProcess } from '../support/recording-provider.js';
import { withHttpServer } from '../support/tcp-server.js';

const CALL = { callSid: 'CA1', recordingPath: '/ok/business-1/CA1.mp3?seconds=5' };
const AUDIO = audioAt(CALL.recordingPath);

/** What an API may do wrong. */
type Fault =
  | (
      | 'none'
      | 'punishes clicks'
      | 'starts each time'
      | 'downloads twice'
      | 'changes a byte'
      | 'serves the part beside it'
    )
  | ('shows it to all' | 'is never ready');

/** An API that keeps its promises but for one. */
class FakeApi {
  #clicks = 0;
  #download: Promise<void> | undefined;
  #isReady = false;

  constructor(
    private readonly fault: Fault,
    private readonly provider: string,
  ) {}

  /** The wait of the demo, without its seconds: from then on the recording is there. */
  async prepared(): Promise<void> {
    await this.#download;
    this.#isReady = this.fault !== 'is never ready';
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const { authorization, range, 'if-none-match': ifNoneMatch } = request.headers;
    const { fault } = this;
    if (authorization === 'Bearer two' && fault !== 'shows it to all')
      return json(response, 404, {}, { code: 'call_not_found' });
    if (!this.#isReady) return this.#prepare(response);
    if (ifNoneMatch === '"1"') return void response.writeHead(304).end();
    const [, start, end] = (/^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []).map(Number);
    const body = Buffer.from(AUDIO);
    if (fault === 'changes a byte') body[20]! ^= 1;
    const headers = { 'content-type': 'audio/mpeg', 'accept-ranges': 'bytes', etag: '"1"' };
    if (start === undefined || end === undefined) {
      return void response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
    }
    const off = fault === 'serves the part beside it' ? 1 : 0;
    response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end}/${body.length}` });
    response.end(body.subarray(start + off, end + 1 + off));
  }

  #prepare(response: ServerResponse): void {
    const isFirst = this.#clicks++ === 0;
    if (isFirst) this.#download = this.#fetch();
    if (!isFirst && this.fault === 'punishes clicks') return json(response, 429, { 'retry-after': '15' }, {});
    const isStarted = isFirst || this.fault === 'starts each time';
    const message = `Recording is being prepared, please retry in ${isStarted ? 'a few' : '15'} seconds`;
    const retryAfter = { 'retry-after': isStarted ? '2' : '1' };
    json(response, 202, retryAfter, { success: true, status: 'processing', message });
  }

  async #fetch(): Promise<void> {
    await this.#ask();
    if (this.fault === 'downloads twice') await this.#ask();
  }

  async #ask(): Promise<void> {
    const headers = { authorization: 'Basic eDp5' };
    await (await fetch(`${this.provider}${CALL.recordingPath}`, { headers })).arrayBuffer();
  }
}

function json(response: ServerResponse, status: number, headers: Record<string, string>, body: object): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Runs the demo's checks on such an API. @returns those that failed */
function brokenBy(fault: Fault): Promise<readonly string[]> {
  return withCleanups(async ({ opened }) => {
    const provider = await opened(RecordingProviderProcess.start(), (process) => process.stop());
    const fake = new FakeApi(fault, provider.url);
    const said: string[] = [];
    const say = (text: string): unknown => said.push(text);
    const checks = new Checks(say);
    const wait = (): Promise<void> => fake.prepared();
    await withHttpServer(
      (request, response) => fake.answer(request, response),
      (url) => {
        const [first, second] = [new ApiClient(url, 'one'), new ApiClient(url, 'two')];
        return playRecording({ first, second, call: CALL, provider: provider.url, checks, say, wait });
      },
    );
    expect(said.filter((line) => line.startsWith('  FAIL'))).toHaveLength(checks.broken.length);
    expect(said.filter((line) => line.startsWith('  ok'))).toHaveLength(checks.count - checks.broken.length);
    return checks.broken;
  });
}

test('the demo of recordings is content with an API that keeps its promises', async () => {
  expect(await brokenBy('none')).toEqual([]);
});

const others = 'The 9 others are told when a click would start anew (text), and to look again soon (Retry-After)';

test.each<[Fault, ...string[]]>([
  ['punishes clicks', 'All 10 clicks are answered 202', others],
  ['starts each time', 'One click has started the download', others],
  [
    'downloads twice',
    'One download for all those clicks',
    'It carried the credentials for the provider',
    'After all of that the provider was still asked once',
  ],
  ['changes a byte', expect.stringMatching(/^Its SHA-256 is that of the source/) as unknown as string],
  ['serves the part beside it', 'Its 1,000 bytes are those of the source'],
  ['shows it to all', '404: business 2 has no such call'],
])('the demo of recordings fails on an API that %s', async (fault, ...broken) => {
  expect(await brokenBy(fault)).toEqual(broken);
});

test('the demo of recordings gives up on a recording that never comes', async () => {
  await expect(brokenBy('is never ready')).rejects.toThrow('The recording is not there after 60 s.');
});
