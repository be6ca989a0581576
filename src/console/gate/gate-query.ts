import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import { queryClient } from '../api/query-client.js';
import type { Job } from '../jobs/job.js';
import { type Gates, gatesWithJob, heldUntil } from './held-gates.js';

export const gateQuery = queryOptions({
  queryKey: ['gate'],
  queryFn: async (): Promise<Gates> => {
    const { items, drains } = await dataOf(api.GET('/api/v1/gate'));
    return { drains, items: items.map((gate) => ({ ...gate, until: heldUntil(gate.ttlSeconds, Date.now()) })) };
  },
});

/** Shows what a job says of its gate. The list is asked for where it says otherwise: a gate was taken or freed. */
export function keepHolder(job: Job): void {
  const gates = queryClient.getQueryData(gateQuery.queryKey);
  const held = job.gate?.held ?? null;
  if (gates === undefined || held === null) return;
  const isListed = gates.items.some(({ holder }) => holder.jobId === job.id);
  if (isListed !== held) forgetGates();
  else if (isListed) queryClient.setQueryData(gateQuery.queryKey, gatesWithJob(gates, job, Date.now()));
}

export function forgetGates(): void {
  void queryClient.invalidateQueries({ queryKey: gateQuery.queryKey });
}
