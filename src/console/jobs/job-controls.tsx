import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shell/failure.js';
import { focusPage } from '../shell/focus-page.js';
import { useText } from '../texts/use-text.js';
import { CancelDialog } from './cancel-dialog.js';
import { isFinal } from './job-status.js';
import type { Job } from './job.js';
import { SpeedForm } from './speed-form.js';
import { useControl } from './use-control.js';

/** What makes sense to ask of this job now, as the API says. */
export function JobControls({ job }: { readonly job: Job }) {
  const text = useText();
  const [isCancelAsked, setCancelAsked] = useState(false);
  const { mutate, isPending, error } = useControl(job.id);
  const may = (action: Job['actions'][number]): boolean => job.actions.includes(action);
  if (isFinal(job.status)) return null;
  const run = may('resume') ? 'resume' : 'pause';
  const mayRun = may(run) && !isPending;
  return (
    <section aria-label={text('controls.label')}>
      <Group gap="sm" align="end">
        {/* One button for both, so that the focus stays where it is while the job changes. */}
        <Button
          color={run === 'pause' ? 'red' : 'blue'}
          {...(mayRun ? {} : { 'data-disabled': true, 'aria-disabled': true })}
          onClick={() => mayRun && mutate({ action: run })}
        >
          {text(isPending ? 'controls.asking' : `action.${run}`)}
        </Button>
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
          // The button that opened the dialog makes way.
          mutate({ action: 'cancel' }, { onSuccess: focusPage });
        }}
      />
    </section>
  );
}
