import { describe, expect, test } from '@jest/globals';
import { createProgressBar, progressLine, type Progress } from '../../scripts/demo/progress-bar.mjs';

const job: Progress = {
  status: 'running',
  total: 5000,
  processed: 1250,
  ratePerSecond: 240.4,
  etaSeconds: 75.6,
  waitingForWorker: false,
};

function record(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

describe('the progress bar', () => {
  test('shows share, counts, rate and time left', () => {
    expect(progressLine(job)).toBe(
      '[#######.......................]  25 %   1,250 / 5,000   240 rows/s   1 min 16 s left',
    );
  });

  test('says what it waits for before the job has begun', () => {
    expect(progressLine({ ...job, total: null, waitingForWorker: true })).toBe('waiting for a worker');
  });

  test('of a job without rows is full', () => {
    expect(progressLine({ ...job, total: 0, processed: 0, etaSeconds: null })).toContain('100 %   0 / 0');
  });

  test('writes at most a line a second and no control characters where the output is no terminal', () => {
    const out = record(false);
    let now = 0;
    const bar = createProgressBar(out, () => now);
    for (let processed = 0; processed <= 5000; processed += 250, now += 200) bar.show({ ...job, processed });
    bar.finish({ ...job, processed: 5000 });
    expect(out.written.length).toBeLessThanOrEqual(6);
    expect(out.written.join('').replaceAll('\n', '')).not.toMatch(/[\x00-\x1f]/);
    expect(out.written.at(-1)).toContain('100 %');
  });

  test('draws over its own line on a terminal', () => {
    const out = record(true);
    const bar = createProgressBar(out);
    bar.show(job);
    bar.show({ ...job, processed: 2500 });
    expect(out.written.every((text) => text.startsWith('\r') && !text.includes('\n'))).toBe(true);
  });
});
