import { condition, isCancellation } from '@temporalio/workflow';
import type { JobRun } from './job-run.js';

/** A job that waits refreshes its lock this often in a lifetime of the lock. */
const BEATS_PER_TTL = 3;

interface Wait {
  readonly ms: number;
  /** Name of its timer in the Temporal Web UI. */
  readonly summary: string;
  /** Looked at whenever something changes; true ends the wait. */
  readonly wakes: () => boolean;
  /**
   * Ends for a due roll-over, but only right after a refresh of the lock: the next run begins its wait anew, and after a few
   * roll-overs that came before the beat (each Update of the speed wakes the workflow) the lock would expire.
   */
  readonly endsToRollOver?: boolean;
}

/** The waits of a run. A cancel ends each of them, and a long one keeps the job's lock alive. */
export class Waits {
  constructor(private readonly run: JobRun) {}

  async wait({ ms, summary, wakes, endsToRollOver = false }: Wait): Promise<void> {
    const { run } = this;
    const untilMs = Date.now() + ms;
    const beatMs = Math.floor((run.policy.lockTtlSeconds * 1000) / BEATS_PER_TTL);
    // Updates fill a paused run's history without end, and only this wait looks at it.
    const mustEnd = (): boolean => endsToRollOver && run.budget.isHistoryFull();
    for (;;) {
      const leftMs = untilMs - Date.now();
      if (leftMs <= 0 || wakes() || run.isStopping()) return;
      try {
        const timer = () => condition(() => wakes() || mustEnd(), Math.min(leftMs, beatMs), { summary });
        await run.root.run(timer);
        if (wakes()) return;
      } catch (error) {
        if (isCancellation(error)) return;
        throw error;
      }
      if (leftMs <= beatMs && !mustEnd()) continue;
      run.follow(await run.activities.keepAlive(run.gate));
      if (endsToRollOver && run.budget.isSpent()) return;
    }
  }
}
