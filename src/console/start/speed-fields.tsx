import type { Schemas } from '@bulkgate/client';
import { useState } from 'react';
import { useSpeedText } from '../jobs/speed-text.js';
import { useText } from '../texts/use-text.js';
import { FormFieldsView, type FormFieldsViewProps } from './form-fields-view.js';
import classes from './start-dialog.module.css';

interface SpeedFieldsProps extends FormFieldsViewProps {
  /** As it would run; undefined before the first look. */
  readonly options: Schemas['DryRun']['options'] | undefined;
}

/** The options of a start. What is proposed is right for most, so they are folded away. */
export function SpeedFields({ options, ...shared }: SpeedFieldsProps) {
  const text = useText();
  const speedText = useSpeedText();
  const [isShown, setShown] = useState(false);
  const hasFault = shared.faults.some((fault) => shared.fields.some(({ place }) => place === fault.field));
  if (shared.fields.length === 0) return null;
  return (
    <details
      className={classes.speed}
      open={isShown || hasFault}
      onToggle={({ currentTarget }) => setShown(currentTarget.open)}
    >
      <summary>
        {text('start.speed')}
        {options && <> · {speedText(options)}</>}
      </summary>
      <FormFieldsView {...shared} />
    </details>
  );
}
