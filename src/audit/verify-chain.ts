import { auditHash, type HashedEntry, NO_HASH } from './audit-hash.js';

/** An entry as it stands in the table. */
export interface ChainEntry extends HashedEntry {
  readonly prevHash: Buffer;
  readonly hash: Buffer;
}

/** Where a chain ended when somebody looked. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: Buffer;
}

/** What is wrong with a chain, and where. */
interface ChainFault {
  readonly seq: number;
  readonly what: string;
}

/** The chains, as far as whoever checks them has to see. */
export interface ChainReader {
  head(businessId: number): Promise<ChainHead | null>;
  /** Entries above `afterSeq` in the order of the chain; an empty answer is the end. */
  entriesAfter(businessId: number, afterSeq: number): Promise<readonly ChainEntry[]>;
}

export interface ChainReport {
  readonly entries: number;
  /** The last entry; null for an empty chain. */
  readonly last: ChainHead | null;
  /** In the order of the chain. Past `MAX_FAULTS` they are only counted. */
  readonly faults: readonly ChainFault[];
  readonly faultCount: number;
}

/** One wrong step makes one or two faults; a table that was written anew makes as many as it has rows. */
const MAX_FAULTS = 20;

/**
 * Walks one chain from its beginning and recomputes every hash, in the memory of one page.
 *
 * Entries may be appended meanwhile: the head that was read before the walk must be met on the way, and the one that is
 * read after it must not lie behind.
 *
 * @param anchors hashes that were noted down elsewhere, by seq: the one thing that finds a chain written anew as a whole
 */
export async function verifyChain(
  reader: ChainReader,
  businessId: number,
  anchors: ReadonlyMap<number, string> = new Map(),
): Promise<ChainReport> {
  const faults: ChainFault[] = [];
  let faultCount = 0;
  const fault = (seq: number, what: string): void => {
    faultCount++;
    if (faults.length < MAX_FAULTS) faults.push({ seq, what });
  };
  const before = await reader.head(businessId);
  let entries = 0;
  let last: ChainHead = { seq: 0, hash: NO_HASH };
  for (;;) {
    const page = await reader.entriesAfter(businessId, last.seq);
    if (page.length === 0) break;
    for (const entry of page) {
      const seq = Number(entry.seq);
      entries++;
      if (seq !== last.seq + 1) fault(last.seq + 1, missing(last.seq + 1, seq - 1));
      // Behind a gap it cannot follow: that is told already.
      else if (!entry.prevHash.equals(last.hash)) fault(seq, 'does not follow on the entry before it');
      if (!auditHash(entry.prevHash, entry).equals(entry.hash)) fault(seq, 'was changed: its hash is another');
      if (seq === before?.seq && !entry.hash.equals(before.hash))
        fault(seq, 'is not what the head says: head and entry differ');
      const anchor = anchors.get(seq);
      if (anchor !== undefined && anchor !== entry.hash.toString('hex'))
        fault(seq, 'is not the entry that was anchored');
      last = { seq, hash: entry.hash };
    }
  }
  const after = await reader.head(businessId);
  if (after === null) {
    if (entries > 0) fault(last.seq, 'the head is missing');
  } else if (after.seq < last.seq) {
    fault(after.seq, `the head does not match: it says ${after.seq}, the last entry is ${last.seq}`);
  } else if (before !== null && before.seq > last.seq) {
    fault(last.seq + 1, `the tail was cut off: the head says ${before.seq}, the last entry is ${last.seq}`);
  }
  for (const seq of anchors.keys()) if (seq > last.seq) fault(seq, 'was anchored and is not there any more');
  return { entries, last: entries === 0 ? null : last, faults, faultCount };
}

function missing(from: number, to: number): string {
  return from === to ? 'is missing' : `to ${to} are missing`;
}
