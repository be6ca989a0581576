/** What can have become of a target. */
export const OUTCOMES = ['succeeded', 'failed', 'skipped'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** What can have become of a target that was sent a message. Nobody knows whether an `unknown` one has arrived. */
export const MESSAGE_OUTCOMES = ['accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'skipped'] as const;

export type MessageOutcome = (typeof MESSAGE_OUTCOMES)[number];
