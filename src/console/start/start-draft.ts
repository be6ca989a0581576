import type { Typed } from './form-values.js';
import { newKey } from './new-key.js';
import type { StartSelection } from './start-selection.js';

/** What a start says besides its type and selection. */
export interface StartTerms {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly expectedTotal: number;
  readonly reason?: string;
}

/** A start that is being prepared, with all that a reload would lose. */
export interface StartDraft {
  /** Names it in the address. */
  readonly id: string;
  /** Idempotency key: whatever is sent from this dialog, and however often, is one job. */
  readonly key: string;
  /** Who prepares it. */
  readonly owner: string;
  readonly type: string;
  readonly selection: StartSelection;
  /** The page whose button opened it. */
  readonly address: string;
  readonly typed: Typed;
  readonly typedCount: string;
  readonly reason: string;
  /** What was sent, as long as nobody knows what became of it: until then it can only be sent again as it is. */
  readonly sent: StartTerms | null;
  /** A start was to begin, and this one came up instead, because it is not answered yet. */
  readonly isTakenUp: boolean;
  /** The server has counted another number than the one that was confirmed. */
  readonly hasMoved: boolean;
}

const STORED_AS = 'bulkgate-start';
const ID_LENGTH = 8;

/** A tab prepares one start at a time. Undefined until the storage has been read. */
let current: StartDraft | null | undefined;
const listeners = new Set<() => void>();

/**
 * The draft of this tab. One that was sent without an answer is taken up again, whatever the new one is for: with it would
 * go the key that keeps one intention one job.
 */
export function beginDraft(begun: Pick<StartDraft, 'owner' | 'type' | 'selection' | 'address'>): StartDraft {
  const before = readDraft();
  if (before?.sent && before.owner === begun.owner) return keep({ ...before, address: begun.address, isTakenUp: true });
  const key = newKey();
  const id = key.slice(0, ID_LENGTH);
  return keep({
    id,
    key,
    ...begun,
    typed: {},
    typedCount: '',
    reason: '',
    sent: null,
    isTakenUp: false,
    hasMoved: false,
  });
}

export function readDraft(): StartDraft | null {
  if (current === undefined) {
    const stored = sessionStorage.getItem(STORED_AS);
    current = stored === null ? null : (JSON.parse(stored) as StartDraft);
  }
  return current;
}

/** @returns undefined where the tab prepares another start by now */
export function changeDraft(id: string, change: Partial<StartDraft>): StartDraft | undefined {
  const draft = readDraft();
  return draft?.id === id ? keep({ ...draft, ...change }) : undefined;
}

/** @param id of the one that is meant, where the tab may prepare another start by now */
export function forgetDraft(id = readDraft()?.id): void {
  if (readDraft()?.id !== id) return;
  current = null;
  sessionStorage.removeItem(STORED_AS);
  tell();
}

/** Its dialog closes. A start that nobody has answered yet stays, with its key. */
export function closeDraft(id: string): void {
  if (readDraft()?.sent === null) forgetDraft(id);
}

/** Somebody is there: what another person has prepared in this tab is not for them. */
export function forgetDraftOfOthers(owner: string): void {
  if (readDraft()?.owner !== owner) forgetDraft();
}

/** Who prepares a start. */
export function draftOwner({ businessId, subject }: { readonly businessId: number; readonly subject: string }): string {
  return `${businessId}/${subject}`;
}

/** @returns the way to stop listening */
export function subscribeToDraft(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(draft: StartDraft): StartDraft {
  current = draft;
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify(draft));
  } catch {
    // So many ids that the storage is full: the draft lives as long as the page does.
    sessionStorage.removeItem(STORED_AS);
  }
  tell();
  return draft;
}

function tell(): void {
  for (const listener of listeners) listener();
}
