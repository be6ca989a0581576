import { Checkbox, Group, TextInput, type TextInputProps } from '@mantine/core';
import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';
import { NO_VALUE } from './form-fields.js';

/** Words that this console knows; others are shown as their schema has them. */
const WORDS: Readonly<Record<string, TextId>> = { auto: 'speed.auto', [NO_VALUE]: 'form.no_value' };

interface InputOrWordProps extends Pick<
  TextInputProps,
  | 'label'
  | 'description'
  | 'error'
  | 'name'
  | 'type'
  | 'w'
  | 'inputWrapperOrder'
  | 'required'
  | 'readOnly'
  | 'inputMode'
  | 'maxLength'
> {
  /** The word, or what was typed. */
  readonly value: string;
  readonly word: string;
  readonly onChange: (value: string) => void;
}

/** A number or a text, unless its switch asks for the word: one for "find it yourself", or that for no value. */
export function InputOrWord({ value, word, onChange, ...field }: InputOrWordProps) {
  const text = useText();
  const known = WORDS[word];
  const isWord = value === word;
  const wordShown = known === undefined ? word : text(known);
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <TextInput
        {...field}
        value={isWord ? '' : value}
        placeholder={isWord ? wordShown : undefined}
        disabled={isWord}
        autoComplete="off"
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <Checkbox
        pb="xs"
        label={known === undefined ? <bdi>{word}</bdi> : wordShown}
        checked={isWord}
        disabled={field.readOnly}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? word : '')}
      />
    </Group>
  );
}
