import { TextInput } from '@mantine/core';
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

const LONGEST_REASON = 200;

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
        <TextInput
          name="reason"
          label={text('start.reason')}
          description={text('start.reason_kept')}
          value={reason}
          onChange={({ currentTarget }) => onType({ reason: currentTarget.value })}
          error={reasonFault}
          readOnly={isReadOnly}
          required
          maxLength={LONGEST_REASON}
          autoComplete="off"
        />
      )}
    </>
  );
}
