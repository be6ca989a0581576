import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ApiProblem } from '../api/problems.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { useControl } from './use-control.js';

/** Size of a batch and rest between two. The API alone knows the limits, and what it says lands on the field. */
export function SpeedForm({ job }: { readonly job: Job }) {
  const text = useText();
  const { mutate, isPending, error } = useControl(job.id);
  // Null shows what the job has: another person may change it meanwhile.
  const [batchSize, setBatchSize] = useState<string | null>(null);
  const [throttleMs, setThrottleMs] = useState<string | null>(null);
  const wanted = { batchSize: Number(batchSize ?? job.batchSize), throttleMs: Number(throttleMs ?? job.throttleMs) };
  const isChanged = wanted.batchSize !== job.batchSize || wanted.throttleMs !== job.throttleMs;
  const faults = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  const faultOf = (field: string) => faults.find((fault) => fault.field === field)?.message;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const forget = (): void => {
          setBatchSize(null);
          setThrottleMs(null);
        };
        mutate({ action: 'speed', ...wanted }, { onSuccess: forget });
      }}
    >
      <Group gap="sm" align="end">
        <TextInput
          type="number"
          inputMode="numeric"
          w="8rem"
          label={text('speed.batch_size')}
          value={batchSize ?? String(job.batchSize)}
          onChange={({ currentTarget }) => setBatchSize(currentTarget.value)}
          error={faultOf('batchSize')}
          inputWrapperOrder={['label', 'error', 'input']}
        />
        <TextInput
          type="number"
          inputMode="numeric"
          w="8rem"
          label={text('speed.throttle_ms')}
          value={throttleMs ?? String(job.throttleMs)}
          onChange={({ currentTarget }) => setThrottleMs(currentTarget.value)}
          error={faultOf('throttleMs')}
          inputWrapperOrder={['label', 'error', 'input']}
        />
        <Button type="submit" variant="default" disabled={!isChanged} loading={isPending}>
          {text('speed.apply')}
        </Button>
      </Group>
      {error && faults.length === 0 && <Failure error={error} />}
    </form>
  );
}
