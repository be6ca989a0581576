import { lazy, type ReactNode, Suspense, useEffect, useRef, useSyncExternalStore } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { Job } from '../jobs/job.js';
import { beginDraft, closeDraft, forgetDraft, readDraft, type StartDraft, subscribeToDraft } from './start-draft.js';
import type { StartSelection } from './start-selection.js';
import { useDraftOwner } from './use-draft.js';

const StartDialog = lazy(() => import('./start-dialog.js'));

export type BeginStart = (type: string, selection: StartSelection) => void;

/** Names the draft whose dialog is open. */
const START_IN_ADDRESS = 'start';

/** Kept by the browser with the entry of its history that the dialog has made: "back" leads away from it. */
const OPENED_HERE = 'start-opened-here';

/**
 * The dialog of a start, for the page whose button opens it. The browser's "back" closes it, and a reload opens it again.
 *
 * @param onAccepted for what the page has to forget, for example its selected rows; the dialog itself opens the job's page
 */
export function useStart(onAccepted: (job: Job) => void): {
  readonly begin: BeginStart;
  /** To be rendered by the page. */
  readonly dialog: ReactNode;
} {
  const [address, setAddress] = useSearchParams();
  const [path] = useLocation();
  const owner = useDraftOwner();
  // Not the draft: the page need not be rendered at each key that is typed into the dialog.
  const draftId = useSyncExternalStore(subscribeToDraft, () => {
    const draft = readDraft();
    return draft?.owner === owner ? draft.id : null;
  });
  const isOpen = draftId !== null && address.get(START_IN_ADDRESS) === draftId;
  const opener = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (isOpen) return;
    opener.current?.focus();
    opener.current = null;
  }, [isOpen]);

  function begin(type: string, selection: StartSelection): void {
    // Not what was rendered: a double click is faster.
    const opened = readDraft();
    if (opened?.owner === owner && new URLSearchParams(location.search).get(START_IN_ADDRESS) === opened.id) return;
    if (document.activeElement instanceof HTMLElement) opener.current = document.activeElement;
    const without = withStart(address, null);
    const { id } = beginDraft({ owner, type, selection, address: `${path}?${without}` });
    setAddress(withStart(without, id), { state: OPENED_HERE });
  }

  function close(): void {
    if (draftId !== null) closeDraft(draftId);
    leave();
  }

  function discard(): void {
    if (draftId !== null) forgetDraft(draftId);
    leave();
  }

  function leave(): void {
    if (history.state === OPENED_HERE) history.back();
    else setAddress(withStart(address, null), { replace: true });
  }

  return {
    begin,
    dialog: isOpen && (
      <Suspense>
        <StartDialog onAccepted={onAccepted} onClose={close} onDiscard={discard} />
      </Suspense>
    ),
  };
}

/** Where the dialog of a draft opens again. */
export function addressOfDraft({ id, address }: StartDraft): string {
  const [path, search] = address.split('?');
  return `${path}?${withStart(new URLSearchParams(search), id)}`;
}

function withStart(address: URLSearchParams, id: string | null): URLSearchParams {
  const changed = new URLSearchParams(address);
  if (id === null) changed.delete(START_IN_ADDRESS);
  else changed.set(START_IN_ADDRESS, id);
  return changed;
}
