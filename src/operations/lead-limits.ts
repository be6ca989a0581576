/** How long each text of a lead may be, in characters; of its tags, each of them. */
export const MAX_LEAD_TEXT = { status: 50, source: 50, owner: 100, tags: 50 } as const;

/** As many as a lead may have: the database holds to it as well. */
export const MOST_TAGS = 20;
