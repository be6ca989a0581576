import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import type { Job } from './job.js';
import { keepJob } from './job-queries.js';
import type { SpeedChange } from './speed-change.js';

type Control =
  { readonly action: 'pause' | 'resume' | 'cancel' } | { readonly action: 'speed'; readonly change: SpeedChange };

/** Asks for a change of a job. What was asked for is not yet done: the job's own state says what is. */
export function useControl(jobId: string) {
  return useMutation({
    mutationFn: (control: Control) => sendControl(jobId, control),
    onSuccess: keepJob,
  });
}

export function sendControl(jobId: string, control: Control): Promise<Job> {
  return dataOf(send(jobId, control));
}

function send(id: string, control: Control) {
  const params = { path: { id } };
  switch (control.action) {
    case 'pause':
      return api.POST('/api/v1/jobs/{id}/pause', { params });
    case 'resume':
      return api.POST('/api/v1/jobs/{id}/resume', { params });
    case 'cancel':
      return api.POST('/api/v1/jobs/{id}/cancel', { params });
    case 'speed':
      return api.PATCH('/api/v1/jobs/{id}', { params, body: control.change });
  }
}
