/** As SQL over `jobs`: nobody has looked yet at what became of its first messages. */
export const IS_CANARY = 'canary IS NOT NULL AND canary_outcome IS NULL';
