import type { Job } from '../jobs/job.js';
import type { StartSelection } from './start-selection.js';

export interface StartDialogProps {
  readonly type: string;
  readonly selection: StartSelection;
  /** The page of the job is about to open. */
  readonly onAccepted: (job: Job) => void;
  readonly onClose: () => void;
}

/** From a selection to an accepted job. Pages open it by `useStart`, which keeps it over a reload. */
export function StartDialog({ type, selection }: StartDialogProps) {
  return (
    <dialog aria-label={type}>
      <bdi>{JSON.stringify(selection)}</bdi>
    </dialog>
  );
}
