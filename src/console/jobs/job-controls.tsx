import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import { CancelDialog } from './cancel-dialog.js';
import type { Job } from './job.js';
import { SpeedForm } from './speed-form.js';
import { useControl } from './use-control.js';

/** What makes sense to ask of this job now, as the API says. */
export function JobControls({ job }: { readonly job: Job }) {
  const text = useText();
  const [isCancelAsked, setCancelAsked] = useState(false);
  const { mutate, isPending, error } = useControl(job.id);
  const may = (action: Job['actions'][number]): boolean => job.actions.includes(action);
  if (job.actions.length === 0) return null;
  return (
    <section aria-label={text('controls.label')}>
      <Group gap="sm" align="end">
        {may('pause') && (
          <Button onClick={() => mutate({ action: 'pause' })} loading={isPending}>
            {text('action.pause')}
          </Button>
        )}
        {may('resume') && (
          <Button onClick={() => mutate({ action: 'resume' })} loading={isPending}>
            {text('action.resume')}
          </Button>
        )}
        {may('cancel') && (
          <Button color="red" variant="light" onClick={() => setCancelAsked(true)} disabled={isPending}>
            {text('action.cancel')}
          </Button>
        )}
        {may('speed') && <SpeedForm job={job} />}
      </Group>
      {error && <Failure error={error} />}
      <CancelDialog
        job={job}
        isOpen={isCancelAsked && may('cancel')}
        onClose={() => setCancelAsked(false)}
        onConfirm={() => {
          setCancelAsked(false);
          mutate({ action: 'cancel' });
        }}
      />
    </section>
  );
}
