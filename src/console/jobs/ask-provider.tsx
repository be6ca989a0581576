import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { dataOf } from '../api/problems.js';
import { useMay } from '../session/use-session.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { isProviderAskable } from './sends-messages.js';

/** Has the provider asked about the messages of a job of which nobody knows. Workers ask it: the answer is how many they will ask about. */
export function AskProvider({ job }: { readonly job: Job }) {
  const text = useText();
  const mayStart = useMay('start');
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/jobs/{id}/ask-again', { params: { path: { id: job.id } } })),
  });
  if (!mayStart || !isProviderAskable(job)) return null;
  return (
    <>
      <Button my="xs" variant="default" loading={isPending} onClick={() => mutate()}>
        {text('results.ask_provider')}
      </Button>
      {error && <Failure error={error} />}
      <div role="status">{data && text('results.provider_asked', { asked: data.asked })}</div>
    </>
  );
}
