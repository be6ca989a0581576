import { useMutation } from '@tanstack/react-query';
import { freshJobs, keepJob, liveJobs } from '../jobs/job-queries.js';
import { sendControl } from '../jobs/use-control.js';
import { useMay, useSession } from '../session/use-session.js';
import { useKey } from '../shell/use-key.js';
import { useNow } from '../shell/use-now.js';
import { useText } from '../texts/use-text.js';
import classes from './pause-mine.module.css';

/** How long the outcome of a key is worth a word. */
const OUTCOME_SAID_MS = 20_000;

/**
 * The big red handle: one key pauses every job that this person has started, on every page, and never asks. Whoever presses
 * it wants everything to stop now and will look afterwards which one it was; a pause can be taken back.
 */
export function PauseMine() {
  const text = useText();
  const { subject } = useSession();
  const mayControl = useMay('control');
  const now = useNow();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async () => {
      const running = (freshJobs() ?? (await liveJobs())).filter(
        ({ requestedBy, actions }) => requestedBy === subject && actions.includes('pause'),
      );
      const asked = await Promise.allSettled(running.map(({ id }) => sendControl(id, { action: 'pause' })));
      for (const outcome of asked) if (outcome.status === 'fulfilled') keepJob(outcome.value);
      return {
        at: Date.now(),
        paused: asked.filter(({ status }) => status === 'fulfilled').length,
        errors: asked.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : [])),
      };
    },
  });
  useKey('p', () => {
    if (mayControl && !isPending) mutate();
  });
  const isNews = data !== undefined && now - data.at < OUTCOME_SAID_MS;
  const errors = error ? [error] : (data?.errors ?? []);
  return (
    <>
      {/* Always there: a screen reader reads what comes into a region that it knows. */}
      <p role="status" className={classes.outcome}>
        {isNews && data.errors.length === 0 && text('strip.paused', { count: data.paused })}
      </p>
      {errors.length > 0 && (
        <p role="alert" className={classes.outcome}>
          {errors.map(({ message }) => message).join(' ')}
        </p>
      )}
    </>
  );
}
