const WIDTH = 30;

/**
 * @typedef {object} Progress what the bar shows of a job
 * @property {string} status
 * @property {number | null} total null until the job has begun
 * @property {number} processed
 * @property {number | null} ratePerSecond
 * @property {number | null} etaSeconds
 * @property {boolean} waitingForWorker
 */

/**
 * One line of progress: bar, share, counts, rate and time left.
 *
 * @param {Progress} job
 */
export function progressLine(job) {
  if (job.total === null) return job.waitingForWorker ? 'waiting for a worker' : `${job.status} ...`;
  const share = job.total === 0 ? 1 : Math.min(1, job.processed / job.total);
  const filled = Math.floor(share * WIDTH);
  const parts = [
    `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %`,
    `${count(job.processed)} / ${count(job.total)}`,
  ];
  if (job.ratePerSecond !== null) parts.push(`${count(Math.round(job.ratePerSecond))} rows/s`);
  if (job.etaSeconds !== null) parts.push(`${duration(job.etaSeconds)} left`);
  if (job.status !== 'running') parts.push(job.status);
  return parts.join('   ');
}

/** @param {number} value */
export function count(value) {
  return value.toLocaleString('en');
}

/** @param {number} seconds */
export function duration(seconds) {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * Draws over the same line on a terminal; elsewhere prints a new one at most every second, without control characters.
 *
 * @param {{ write(text: string): unknown, isTTY?: boolean }} [out]
 * @param {() => number} [now]
 */
export function createProgressBar(out = process.stdout, now = Date.now) {
  let printedAt = -Infinity;
  let printed = '';
  return {
    /** @param {Progress} job */
    show(job) {
      const line = `  ${progressLine(job)}`;
      if (out.isTTY) {
        out.write(`\r\x1b[K${line}`);
      } else if (line !== printed && now() - printedAt >= 950) {
        out.write(`${line}\n`);
        printedAt = now();
        printed = line;
      }
    },
    /** @param {Progress} job */
    finish(job) {
      const line = `  ${progressLine(job)}`;
      if (out.isTTY) out.write(`\r\x1b[K${line}\n`);
      else if (line !== printed) out.write(`${line}\n`);
    },
  };
}
