import { useMutation } from '@tanstack/react-query';
import { keepJob } from '../jobs/job-queries.js';
import type { Job } from '../jobs/job.js';
import { sendControl } from '../jobs/use-control.js';
import { useMay, useSession } from '../session/use-session.js';
import { useKey } from '../shell/use-key.js';
import { useText } from '../texts/use-text.js';

/**
 * The big red handle: one key pauses every job that this person has started, on every page, and never asks. Whoever presses
 * it wants everything to stop now and will look afterwards which one it was; a pause can be taken back.
 */
export function PauseMine({ jobs }: { readonly jobs: readonly Job[] }) {
  const text = useText();
  const { subject } = useSession();
  const mayControl = useMay('control');
  const { mutate, data, isPending } = useMutation({
    mutationFn: async (running: readonly Job[]) => {
      const asked = await Promise.allSettled(running.map(({ id }) => sendControl(id, { action: 'pause' })));
      for (const outcome of asked) if (outcome.status === 'fulfilled') keepJob(outcome.value);
      return {
        paused: asked.filter(({ status }) => status === 'fulfilled').length,
        errors: asked.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : [])),
      };
    },
  });
  useKey('p', () => {
    if (mayControl && !isPending)
      mutate(jobs.filter(({ requestedBy, actions }) => requestedBy === subject && actions.includes('pause')));
  });
  return (
    <>
      <p className="visually-hidden" role="status">
        {data?.errors.length === 0 && text('strip.paused', { count: data.paused })}
      </p>
      {data && data.errors.length > 0 && <p role="alert">{data.errors.map(({ message }) => message).join(' ')}</p>}
    </>
  );
}
