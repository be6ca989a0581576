/** What can have become of a target. */
export const OUTCOMES = ['succeeded', 'failed', 'skipped'] as const;

export type Outcome = (typeof OUTCOMES)[number];
