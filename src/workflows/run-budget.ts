import { workflowInfo } from '@temporalio/workflow';

/** A run may have 4,000 events: a batch is 6 of them, an outage of five minutes about 300. */
const HISTORY_BUDGET_EVENTS = 3_600;

/** How long one run may last and how much history it may fill, before it continues as new. */
export class RunBudget {
  readonly #startedAtMs = Date.now();

  constructor(private readonly maxRuntimeSeconds: number) {}

  isHistoryFull(): boolean {
    return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= HISTORY_BUDGET_EVENTS;
  }

  isSpent(): boolean {
    return Date.now() - this.#startedAtMs >= this.maxRuntimeSeconds * 1000 || this.isHistoryFull();
  }
}
