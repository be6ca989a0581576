import { TextInput } from '@mantine/core';
import { ReasonInput } from '../shell/reason-input.js';
import { useText } from '../texts/use-text.js';
import type { Confirmation } from './confirmation.js';

interface ConfirmationFieldsProps {
  readonly confirmation: Confirmation;
  readonly count: number;
  readonly typedCount: string;
  readonly reason: string;
  readonly countFault: string | undefined;
  readonly reasonFault: string | undefined;
  readonly isReadOnly: boolean;
  readonly onType: (typed: { readonly typedCount?: string; readonly reason?: string }) => void;
}

/** What has to be typed, so that nobody starts something large by a click. */
export function ConfirmationFields(props: ConfirmationFieldsProps) {
  const text = useText();
  const { confirmation, count, typedCount, reason, countFault, reasonFault, isReadOnly, onType } = props;
  if (confirmation === 'button') return null;
  return (
    <>
      <TextInput
        name="expectedTotal"
        label={text('start.type_count', { count })}
        value={typedCount}
        onChange={({ currentTarget }) => onType({ typedCount: currentTarget.value })}
        error={countFault}
        readOnly={isReadOnly}
        required
        inputMode="numeric"
        autoComplete="off"
      />
      {confirmation === 'count_and_reason' && (
        <ReasonInput
          description={text('start.reason_kept')}
          value={reason}
          onType={(typed) => onType({ reason: typed })}
          fault={reasonFault}
          isReadOnly={isReadOnly}
        />
      )}
    </>
  );
}
