import { type ReactNode, useState } from 'react';
import type { Job } from '../jobs/job.js';
import { StartDialog } from './start-dialog.js';
import type { StartSelection } from './start-selection.js';

/**
 * The dialog of a start, for the page whose button opens it. The browser's "back" closes it, and a reload opens it again.
 *
 * @param onAccepted for what the page has to forget, for example its selected rows; the dialog itself opens the job's page
 */
export function useStart(onAccepted: (job: Job) => void): {
  readonly begin: (type: string, selection: StartSelection) => void;
  /** To be rendered by the page. */
  readonly dialog: ReactNode;
} {
  const [asked, setAsked] = useState<{ readonly type: string; readonly selection: StartSelection } | null>(null);
  return {
    begin: (type, selection) => setAsked({ type, selection }),
    dialog: asked && <StartDialog {...asked} onAccepted={onAccepted} onClose={() => setAsked(null)} />,
  };
}
