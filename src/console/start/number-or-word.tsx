import { Checkbox, Group, TextInput, type TextInputProps } from '@mantine/core';
import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';

/** Words that this console knows; others are shown as their schema has them. */
const WORDS: Readonly<Record<string, TextId>> = { auto: 'speed.auto' };

interface NumberOrWordProps extends Pick<
  TextInputProps,
  'label' | 'description' | 'error' | 'name' | 'type' | 'w' | 'inputWrapperOrder' | 'required' | 'readOnly'
> {
  /** The word, or what was typed for a number. */
  readonly value: string;
  readonly word: string;
  readonly onChange: (value: string) => void;
}

/** A number, unless its switch asks for the word that stands for "find it yourself". */
export function NumberOrWord({ value, word, onChange, ...field }: NumberOrWordProps) {
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
        inputMode="numeric"
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
