import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Problem } from '../api/problems.js';
import { useText } from '../texts/use-text.js';
import { FIELD_HINTS, FIELD_LABELS } from './field-labels.js';
import type { FormField, InputField } from './form-fields.js';
import { shownIn, type Typed } from './form-values.js';
import { InputOrWord } from './input-or-word.js';
import classes from './start-dialog.module.css';

type Faults = NonNullable<Problem['errors']>;

/** A longer text is written in several lines, in characters. */
const LONGEST_LINE = 1_000;

export interface FormFieldsViewProps {
  readonly fields: readonly FormField[];
  readonly typed: Typed;
  readonly faults: Faults;
  readonly isReadOnly: boolean;
  readonly onType: (place: string, value: string) => void;
}

/** Fields that are made from a schema. */
export function FormFieldsView({ fields, ...shared }: FormFieldsViewProps) {
  return (
    <div className={classes.fields}>
      {fields.map((field) =>
        field.kind === 'group' ? (
          <fieldset key={field.place} className={classes.group}>
            <legend>
              <FieldLabel field={field} />
            </legend>
            <FormFieldsView fields={field.fields} {...shared} />
          </fieldset>
        ) : (
          <Input key={field.place} field={field} {...shared} />
        ),
      )}
    </div>
  );
}

function FieldLabel({ field: { place, title, name } }: { readonly field: FormField }) {
  const text = useText();
  const known = FIELD_LABELS[place];
  return known === undefined ? <bdi>{title ?? name}</bdi> : text(known);
}

interface InputProps extends Omit<FormFieldsViewProps, 'fields'> {
  readonly field: InputField;
}

function Input({ field, typed, faults, isReadOnly, onType }: InputProps) {
  const text = useText();
  const { place, kind, choices, minimum, maximum, maxLength, isRequired } = field;
  const value = shownIn(field, typed);
  const hint = FIELD_HINTS[place];
  const fault = faultAt(faults, place);
  const common = {
    name: place,
    label: <FieldLabel field={field} />,
    description:
      minimum !== null && maximum !== null
        ? text('form.between', { minimum, maximum })
        : ((hint && text(hint)) ?? field.description ?? undefined),
    // The API's own words, whatever the language of the page.
    error: fault && <bdi>{fault}</bdi>,
  };
  const written = {
    ...common,
    value,
    required: isRequired,
    readOnly: isReadOnly,
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      onType(place, currentTarget.value),
  };
  switch (kind) {
    case 'switch':
      return (
        <Checkbox
          {...common}
          checked={value === 'true'}
          disabled={isReadOnly}
          onChange={({ currentTarget }) => onType(place, String(currentTarget.checked))}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={value}
          disabled={isReadOnly}
          data={[...(isRequired && value !== '' ? [] : ['']), ...choices.map(String)]}
          onChange={written.onChange}
        />
      );
    case 'lines':
      return <Textarea {...written} description={text(hint ?? 'form.lines')} rows={3} />;
    case 'json':
      return <Textarea {...written} rows={2} />;
    case 'number':
      return <TextInput {...written} inputMode="numeric" autoComplete="off" />;
    case 'number or word':
    case 'text or nothing': {
      const type =
        kind === 'number or word' ? { inputMode: 'numeric' as const } : { maxLength: maxLength ?? undefined };
      return (
        <InputOrWord {...written} {...type} word={String(choices[0])} onChange={(given) => onType(place, given)} />
      );
    }
    case 'text':
      if ((maxLength ?? 0) > LONGEST_LINE)
        return <Textarea {...written} dir="auto" maxLength={maxLength ?? undefined} rows={5} />;
      return <TextInput {...written} maxLength={maxLength ?? undefined} autoComplete="off" />;
  }
}

/** Of a list one element may be at fault: it is shown at the list's field. */
function faultAt(faults: Faults, place: string): string | undefined {
  return faults.find(({ field }) => field === place || field.startsWith(`${place}.`))?.message;
}
