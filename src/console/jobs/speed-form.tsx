import { Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { faultsOf } from '../api/problems.js';
import { Failure } from '../shell/failure.js';
import { formFields, inputsOf } from '../start/form-fields.js';
import { operationTypesQuery } from '../start/operation-types-query.js';
import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { isEmpty, SPEED_FIELDS, speedChange, type SpeedField, type TypedSpeed } from './speed-change.js';
import { useControl } from './use-control.js';

const LABELS: Readonly<Record<SpeedField, TextId>> = { batchSize: 'speed.batch_size', throttleMs: 'speed.throttle_ms' };

/** Size of a batch and rest between two. The API judges them, and what it says lands on the field. */
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
    const { minimum = null, maximum = null } = limits.find(({ name }) => name === field) ?? {};
    return minimum === null || maximum === null
      ? text('speed.number_missing')
      : text('speed.number_missing_between', { minimum, maximum });
  };
  const faults = faultsOf(error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) mutate({ action: 'speed', change }, { onSuccess: () => setTyped({}) });
      }}
    >
      <Group gap="sm" align="end">
        {SPEED_FIELDS.map((field) => (
          <TextInput
            key={field}
            type="number"
            inputMode="numeric"
            w="8rem"
            label={text(LABELS[field])}
            value={shown(field)}
            onChange={({ currentTarget }) => {
              const given = currentTarget.value;
              setTyped((before) => ({ ...before, [field]: given }));
            }}
            error={emptyFault(field) ?? faults.find((fault) => fault.field === field)?.message}
            inputWrapperOrder={['label', 'error', 'input']}
          />
        ))}
        <Button type="submit" variant="default" disabled={!isChanged} loading={isPending}>
          {text('speed.apply')}
        </Button>
      </Group>
      {error && faults.length === 0 && <Failure error={error} />}
    </form>
  );
}
