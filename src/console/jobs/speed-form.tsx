import { Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { faultsOf } from '../api/problems.js';
import { Failure } from '../shell/failure.js';
import { formFields, inputsOf } from '../start/form-fields.js';
import { InputOrWord } from '../start/input-or-word.js';
import { operationTypesQuery } from '../start/operation-types-query.js';
import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { isEmpty, speedChange, type SpeedField, type TypedSpeed } from './speed-change.js';
import { useControl } from './use-control.js';

const LABELS: Readonly<Record<SpeedField, TextId>> = {
  batchSize: 'speed.batch_size',
  throttleMs: 'speed.throttle_ms',
  parallelism: 'speed.parallelism',
};

/** Size of a batch, rest between two, and how many streams work at once. The API judges them, and what it says lands on the field. */
export function SpeedForm({ job }: { readonly job: Job }) {
  const text = useText();
  const { mutate, isPending, error } = useControl(job.id);
  const { data: types } = useQuery(operationTypesQuery);
  const options = types?.items.find(({ type }) => type === job.type)?.options;
  const limits = options ? inputsOf(formFields(options, 'options')) : [];
  // A field that was not typed in shows what the job has: another person may change it meanwhile.
  const [typed, setTyped] = useState<TypedSpeed>({});
  const shown = (field: SpeedField): string => typed[field] ?? String(job.options[field]);
  const change = speedChange(typed, job.options);
  const isChanged = Object.keys(change).length > 0;
  const emptyFault = (field: SpeedField): string | null => {
    if (!isEmpty(typed[field])) return null;
    const { minimum = null, maximum: most = null } = limits.find(({ name }) => name === field) ?? {};
    const maximum = field === 'parallelism' ? (job.streams ?? most) : most;
    return minimum === null || maximum === null
      ? text('speed.number_missing')
      : text('speed.number_missing_between', { minimum, maximum });
  };
  const faults = faultsOf(error);
  const inputOf = (field: SpeedField) => ({
    type: 'number',
    w: '8rem',
    inputWrapperOrder: ['label', 'error', 'input'] as ('label' | 'error' | 'input')[],
    label: text(LABELS[field]),
    value: shown(field),
    error: emptyFault(field) ?? faults.find((fault) => fault.field === field)?.message,
    onChange: (given: string) => setTyped((before) => ({ ...before, [field]: given })),
  });
  // What is not divided has nothing that could work at once.
  const others = job.streams === 1 ? (['throttleMs'] as const) : (['throttleMs', 'parallelism'] as const);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) mutate({ action: 'speed', change }, { onSuccess: () => setTyped({}) });
      }}
    >
      <Group gap="sm" align="end">
        <InputOrWord word="auto" inputMode="numeric" {...inputOf('batchSize')} />
        {others.map((field) => {
          const { onChange, ...input } = inputOf(field);
          return (
            <TextInput
              key={field}
              {...input}
              inputMode="numeric"
              onChange={({ currentTarget }) => onChange(currentTarget.value)}
            />
          );
        })}
        <Button type="submit" variant="default" disabled={!isChanged} loading={isPending}>
          {text('speed.apply')}
        </Button>
      </Group>
      {error && faults.length === 0 && <Failure error={error} />}
    </form>
  );
}
