import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import type { Job } from '../jobs/job.js';
import { keepJob } from '../jobs/job-queries.js';
import { changeDraft, forgetDraft, type StartDraft } from './start-draft.js';
import { startRefusal } from './start-refusal.js';

interface Outcomes {
  readonly onAccepted: (job: Job) => void;
  readonly onHeld: () => void;
}

/** Sends a draft as it is. The draft then keeps whether it may be changed, also where its dialog is gone by now. */
export function useSendStart({ onAccepted, onHeld }: Outcomes) {
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return useMutation({
    mutationFn: ({ key, type, selection, sent }: StartDraft): Promise<Job> =>
      dataOf(
        api.POST('/api/v1/jobs', {
          params: { header: { 'Idempotency-Key': key } },
          body: { type, selection, ...sent } as never,
        }),
      ) as Promise<Job>,
    onSuccess(job, { id }) {
      // Before the draft goes, and its dialog with it.
      if (isShown.current) onAccepted(job);
      forgetDraft(id);
      keepJob(job);
    },
    onError(error, { id }) {
      const { kind } = startRefusal(error);
      if (kind === 'unclear') return;
      changeDraft(id, { sent: null, ...(kind === 'count_differs' ? { typedCount: '' } : {}) });
      if (kind === 'held' && isShown.current) onHeld();
    },
  });
}
