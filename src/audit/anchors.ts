/** Notes from before the verdict was printed have no last word. */
const ANCHOR = /^business (\d+): \d+ entr(?:y|ies), head (\d+) ([0-9a-f]{64})(?:, (?:good|BROKEN))?$/;
const NO_ANCHOR = /^business \d+: 0 entries(?:, (?:good|BROKEN))?$|^There are no entries\.$|^(?:Good|BROKEN): /;

/** Heads of chains that were noted down: hash by seq, by business. */
export type Anchors = Map<number, Map<number, string>>;

/**
 * Reads what `audit:verify` has printed, also several runs of it one after the other.
 *
 * @throws Error naming the first line that is something else or says otherwise than one before it: a note that is passed
 *   over proves nothing
 */
export function readAnchors(text: string): Anchors {
  const anchors: Anchors = new Map();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || NO_ANCHOR.test(line)) continue;
    const [, business, seq, hash] = ANCHOR.exec(line) ?? [];
    if (hash === undefined) throw new Error(`line ${index + 1} of the anchors is none: ${line.slice(0, 100)}`);
    const ofBusiness = anchors.get(Number(business)) ?? new Map<number, string>();
    if ((ofBusiness.get(Number(seq)) ?? hash) !== hash)
      throw new Error(`line ${index + 1} of the anchors contradicts another`);
    anchors.set(Number(business), ofBusiness.set(Number(seq), hash));
  }
  return anchors;
}
