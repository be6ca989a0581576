import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { faultsOf } from '../api/problems.js';
import { Failure } from '../shell/failure.js';
import type { TextId } from '../texts/locales.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { useControl } from './use-control.js';

const FIELDS = ['batchSize', 'throttleMs'] as const;
type Field = (typeof FIELDS)[number];
const LABELS: Readonly<Record<Field, TextId>> = { batchSize: 'speed.batch_size', throttleMs: 'speed.throttle_ms' };

/** Size of a batch and rest between two. The API alone knows the limits, and what it says lands on the field. */
export function SpeedForm({ job }: { readonly job: Job }) {
  const text = useText();
  const { mutate, isPending, error } = useControl(job.id);
  // A field that was not typed in shows what the job has: another person may change it meanwhile.
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const shown = (field: Field): string => typed[field] ?? String(job.options[field]);
  const wanted = { batchSize: Number(shown('batchSize')), throttleMs: Number(shown('throttleMs')) };
  const isChanged = FIELDS.some((field) => wanted[field] !== job.options[field]);
  const faults = faultsOf(error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ action: 'speed', ...wanted }, { onSuccess: () => setTyped({}) });
      }}
    >
      <Group gap="sm" align="end">
        {FIELDS.map((field) => (
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
            error={faults.find((fault) => fault.field === field)?.message}
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
