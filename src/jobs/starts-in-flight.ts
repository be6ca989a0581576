/**
 * Workflows of committed jobs that Temporal is being asked to start. Whoever asked for the job has been answered by then,
 * so whatever needs to know what Temporal says waits here.
 */
export class StartsInFlight {
  readonly #byJob = new Map<string, Promise<void>>();

  /** @param start ends in any case, and never throws */
  add(jobId: string, start: Promise<void>): void {
    this.#byJob.set(
      jobId,
      start.finally(() => this.#byJob.delete(jobId)),
    );
  }

  /** Resolves once Temporal has been asked for this job, whatever it said; at once where this process is not asking. */
  of(jobId: string): Promise<void> {
    return this.#byJob.get(jobId) ?? Promise.resolve();
  }

  /** The same for every start that is in flight now. */
  async all(): Promise<void> {
    await Promise.all(this.#byJob.values());
  }
}
