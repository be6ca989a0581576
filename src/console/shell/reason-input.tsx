import { TextInput } from '@mantine/core';
import { useText } from '../texts/use-text.js';

/** The API decides what a reason is; these keep a click from being sent in vain. */
const SHORTEST = 3;
const LONGEST = 200;

interface ReasonInputProps {
  readonly description: string;
  readonly value: string;
  readonly onType: (reason: string) => void;
  readonly fault?: string | undefined;
  readonly isReadOnly?: boolean;
  /** Of a dialog that opens: it is typed into at once. */
  readonly isFirst?: boolean;
}

/** Why a person does something, in one line. */
export function ReasonInput({ description, value, onType, fault, isReadOnly, isFirst }: ReasonInputProps) {
  const text = useText();
  return (
    <TextInput
      name="reason"
      label={text('start.reason')}
      description={description}
      value={value}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
      error={fault}
      readOnly={isReadOnly}
      data-autofocus={isFirst}
      required
      minLength={SHORTEST}
      maxLength={LONGEST}
      autoComplete="off"
    />
  );
}
