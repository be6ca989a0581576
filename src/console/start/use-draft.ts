import { useSyncExternalStore } from 'react';
import { useSession } from '../session/use-session.js';
import { draftOwner, readDraft, type StartDraft, subscribeToDraft } from './start-draft.js';

/** Whose draft it is: another person in the same tab neither sees it nor sends it. */
export function useDraftOwner(): string {
  return draftOwner(useSession());
}

/** The draft of this tab and person. */
export function useDraft(): StartDraft | null {
  const owner = useDraftOwner();
  const draft = useSyncExternalStore(subscribeToDraft, readDraft);
  return draft?.owner === owner ? draft : null;
}
