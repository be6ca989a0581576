import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Job } from '../jobs/job.js';
import { forgetJob, keepJob } from '../jobs/job-queries.js';
import { changeDraft, forgetDraft, type StartDraft } from './start-draft.js';
import { sendRequest } from './send-request.js';
import { startRefusal } from './start-refusal.js';

interface Outcomes {
  /** Also where the dialog is gone by now: the page that opened it may be there. */
  readonly onAccepted: (job: Job) => void;
  readonly onJob: (job: Job) => void;
  readonly onHeld: () => void;
}

export interface SentStart {
  readonly draft: StartDraft;
  /** It was sent before, and nobody knows what became of it. */
  readonly isUnanswered: boolean;
}

/** Sends a draft as it is. The draft then keeps whether it may be changed, also where its dialog is gone by now. */
export function useSendStart({ onAccepted, onJob, onHeld }: Outcomes) {
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return useMutation({
    mutationFn: ({ draft: { key, type, selection, sent } }: SentStart): Promise<Job> =>
      sendRequest({ type, selection, terms: sent ?? {} }, { key }),
    onSuccess(job, { draft }) {
      onAccepted(job);
      // Before the draft goes, and its dialog with it.
      if (isShown.current) onJob(job);
      forgetDraft(draft.id);
      keepJob(job);
      // Which says by now that it was retried, or undone.
      const followed = job.retryOf ?? job.restores;
      if (followed !== null) forgetJob(followed);
    },
    onError(error, { draft, isUnanswered }) {
      const { kind } = startRefusal(error, isUnanswered);
      if (kind === 'unclear') return;
      changeDraft(draft.id, {
        sent: null,
        isTakenUp: false,
        ...(kind === 'count_differs' ? { typedCount: '', hasMoved: true } : {}),
      });
      if (kind === 'held' && isShown.current) onHeld();
    },
  });
}
