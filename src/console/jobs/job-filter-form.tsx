import { Group, NativeSelect } from '@mantine/core';
import { useText } from '../texts/use-text.js';
import type { JobFilter } from './job-filter.js';
import { FINAL_STATUSES, LIVE_STATUSES } from './job-status.js';

interface JobFilterFormProps {
  readonly filter: JobFilter;
  readonly onChange: (filter: JobFilter) => void;
}

export function JobFilterForm({ filter, onChange }: JobFilterFormProps) {
  const text = useText();
  const groups = [
    { label: text('jobs.all'), value: '' },
    { label: text('jobs.live'), value: LIVE_STATUSES.join(',') },
    { label: text('jobs.final'), value: FINAL_STATUSES.join(',') },
    ...[...LIVE_STATUSES, ...FINAL_STATUSES].map((status) => ({ label: text(`status.${status}`), value: status })),
  ];
  const value = filter.statuses.join(',');
  const isOfAddress = groups.every((group) => group.value !== value);
  return (
    <Group>
      <NativeSelect
        label={text('jobs.status')}
        data={isOfAddress ? [...groups, { label: text('jobs.of_address'), value }] : groups}
        value={value}
        onChange={({ currentTarget }) => {
          const statuses = currentTarget.value.split(',');
          const chosen = [...LIVE_STATUSES, ...FINAL_STATUSES].filter((status) => statuses.includes(status));
          onChange({ ...filter, statuses: chosen, cursor: null });
        }}
      />
    </Group>
  );
}
