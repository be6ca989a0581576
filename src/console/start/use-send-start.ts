import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import type { Job } from '../jobs/job.js';
import { keepJob } from '../jobs/job-queries.js';
import { changeDraft, forgetDraft, type StartDraft } from './start-draft.js';
import { startRefusal } from './start-refusal.js';

/** After it nobody waits for an answer any more: the start can be sent again. */
const LONGEST_ANSWER_MS = 60_000;

/** Sends a draft as it is. What is kept of it says whether it may be changed afterwards. */
export function useSendStart() {
  return useMutation({
    // A browser that believes itself offline would keep it, and send it whenever the network is back.
    networkMode: 'always',
    mutationFn: ({ key, type, selection, sent }: StartDraft): Promise<Job> =>
      dataOf(
        api.POST('/api/v1/jobs', {
          params: { header: { 'Idempotency-Key': key } },
          body: { type, selection, ...sent } as never,
          signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
        }),
      ) as Promise<Job>,
    onSuccess(job, { id }) {
      forgetDraft(id);
      keepJob(job);
    },
    onError(error, { id }) {
      const { kind } = startRefusal(error);
      if (kind === 'unclear') return;
      changeDraft(id, { sent: null, ...(kind === 'count_differs' ? { typedCount: '' } : {}) });
    },
  });
}
