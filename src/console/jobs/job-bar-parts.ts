import type { Job } from './job.js';

type PartName = 'succeeded' | 'failed' | 'skipped' | 'remaining' | 'not_attempted';

export interface BarPart {
  readonly name: PartName;
  readonly count: number;
}

type Counters = Pick<Job, 'total' | 'succeeded' | 'failed' | 'skipped' | 'notAttempted'>;

/**
 * What a job's targets have become. The parts add up to the total at every moment; without a known total there is no rest
 * to show, and the parts are what was processed.
 */
export function barParts({ total, succeeded, failed, skipped, notAttempted }: Counters): readonly BarPart[] {
  const done: BarPart[] = [
    { name: 'succeeded', count: succeeded },
    { name: 'failed', count: failed },
    { name: 'skipped', count: skipped },
  ];
  if (total === null) return done;
  const rest = Math.max(0, total - succeeded - failed - skipped);
  return [...done, { name: notAttempted === null ? 'remaining' : 'not_attempted', count: rest }];
}
