import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shell/failure.js';
import { focusPage } from '../shell/focus-page.js';
import { useText } from '../texts/use-text.js';
import { CancelDialog } from './cancel-dialog.js';
import { isFinal } from './job-status.js';
import classes from './job-controls.module.css';
import type { Job } from './job.js';
import { SpeedForm } from './speed-form.js';
import { useControl } from './use-control.js';

const RUN_ACTIONS = ['pause', 'resume'] as const;

/** What makes sense to ask of this job now, as the API says. */
export function JobControls({ job }: { readonly job: Job }) {
  const text = useText();
  const [isCancelAsked, setCancelAsked] = useState(false);
  const { mutate, isPending, variables, error } = useControl(job.id);
  const may = (action: Job['actions'][number]): boolean => job.actions.includes(action);
  if (isFinal(job.status)) return null;
  return (
    <section aria-label={text('controls.label')}>
      <Group gap="sm" align="end">
        {/* Each has a place of its own: a second press of "Pause" must not meet "Resume". */}
        {job.status !== 'cancelling' &&
          RUN_ACTIONS.map((action) => {
            const mayNow = may(action) && !isPending;
            return (
              <Button
                key={action}
                color={action === 'pause' ? 'red' : 'blue'}
                // Not disabled, which would take the focus away.
                {...(mayNow ? {} : { 'data-disabled': true, 'aria-disabled': true })}
                onClick={() => mayNow && mutate({ action })}
              >
                {text(isPending && variables.action === action ? 'controls.asking' : `action.${action}`)}
              </Button>
            );
          })}
        {may('cancel') && (
          <Button color="red" variant="light" onClick={() => setCancelAsked(true)} disabled={isPending}>
            {text('action.cancel')}
          </Button>
        )}
        {may('speed') && <SpeedForm job={job} />}
      </Group>
      {error && (
        <div className={classes.failure}>
          <Failure error={error} />
        </div>
      )}
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
