import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { fillCalls, sampleCalls } from '../../src/db/repositories/sample-calls.js';
import { audioAt, RecordingProviderProcess } from '../support/recording-provider.js';
import { runProgram } from '../support/run-program.js';
import { withDatabase } from '../support/test-database.js';

interface Call {
  readonly businessId: number;
  readonly callSid: string;
  readonly url: string | null;
  readonly duration: number;
  readonly people: string[];
}

const CALLS = `
  SELECT business_id AS "businessId", call_sid AS "callSid", recording_url AS url, duration,
         ARRAY[from_number, to_number] AS people FROM calls ORDER BY id`;

async function makeSampleData(databaseUrl: string, ...args: string[]) {
  const few = ['--leads', '0', '--business-two', '0'];
  const env = { DATABASE_URL: databaseUrl };
  const { code, stdout, stderr } = await runProgram('dist-test/src/bin/sample-data.js', [...few, ...args], env);
  return { code, output: `${stdout}${stderr}` };
}

test('sample calls of both businesses play at the stand-in, but for those that are there to fail', () =>
  withDatabase(async ({ url, dataSource }, { opened }) => {
    const provider = await opened(RecordingProviderProcess.start(), (process) => process.stop());
    const { code, output } = await makeSampleData(url, '--recordings-url', provider.url);
    expect(code).toBe(0);
    expect(output).toMatch(/1: 36 calls[^]*2: 12 calls/);

    const calls = await dataSource.query<Call[]>(CALLS);
    const heard = new Set<string>();
    const answers: Record<string, number> = {};
    for (const { callSid, url, duration, people } of calls) {
      expect(callSid).toMatch(/^CA[0-9a-f]{32}$/);
      expect(people.every((number) => /^\+1555\d{7}$/.test(number))).toBe(true);
      const response = url === null ? null : await fetch(url);
      const answer = response === null ? 'none' : `${response.status} ${response.headers.get('content-type')}`;
      answers[answer] = (answers[answer] ?? 0) + 1;
      const bytes = Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer(0));
      if (response?.status !== 200) continue;
      expect(bytes.equals(audioAt(url!))).toBe(true);
      expect(Math.round(bytes.length / 8000)).toBe(duration);
      heard.add(bytes.toString('latin1'));
    }
    expect(answers).toEqual({ none: 2, '404 null': 2, '200 audio/mpeg': 22, '200 audio/wav': 22 });
    expect(heard.size).toBe(44); // no two sound the same
    const slow = sampleCalls(1).find(({ kind }) => kind === 'slow')!;
    expect(calls.find(({ callSid }) => callSid === slow.callSid)!.url).toContain('/slow/');
    const names = calls.map(({ callSid }) => callSid);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toHaveLength(1);
  }));

test('sample calls are made once, and follow the stand-in to another address', () =>
  withDatabase(async ({ dataSource }) => {
    const both = await Promise.all([1, 2].map(() => fillCalls(new Business(dataSource, 1), 'http://127.0.0.1:1/')));
    expect(both.sort((a, b) => a - b)).toEqual([0, 36]);
    const before = await dataSource.query<Call[]>(CALLS);
    expect(await fillCalls(new Business(dataSource, 1), 'http://127.0.0.1:2')).toBe(35); // one has no recording
    const moved = before.map((call) => ({
      ...call,
      url: call.url?.replace('http://127.0.0.1:1/', 'http://127.0.0.1:2/') ?? null,
    }));
    expect(await dataSource.query(CALLS)).toEqual(moved);
    expect(await fillCalls(new Business(dataSource, 3), 'http://127.0.0.1:2')).toBe(0);
  }));

test('no calls are made without an address of their recordings, and a bad one is refused before anything is done', () =>
  withDatabase(async ({ url, dataSource }) => {
    expect((await makeSampleData(url)).code).toBe(0);
    for (const address of ['ftp://x', '127.0.0.1:9480', 'http://x/?y']) {
      const { code, output } = await makeSampleData(url, '--recordings-url', address);
      expect(code).toBe(2);
      expect(output).toContain(`--recordings-url is not usable: "${address}". It takes an http or https address`);
    }
    expect(await dataSource.query(CALLS)).toEqual([]);
  }));
