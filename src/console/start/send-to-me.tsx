import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { basePath } from '../base-path.js';
import type { Job } from '../jobs/job.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import { newKey } from './new-key.js';
import { sendRequest } from './send-request.js';

interface SendToMeProps {
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Nothing can be sent now. */
  readonly isDisabled: boolean;
}

const STORED_AS = 'bulkgate-my-lead';
const LEAD_ID = /^[1-9]\d{0,14}$/;

/** Sends the message to one lead, for example oneself, as a job of its own. What is being prepared stays as it is. */
export function SendToMe({ type, parameters, isDisabled }: SendToMeProps) {
  const text = useText();
  const [lead, setLead] = useState(() => localStorage.getItem(STORED_AS) ?? '');
  /** The same key as long as the same is sent and nobody knows what became of it: two clicks are one message. */
  const sending = useRef({ what: '', key: '' });
  const {
    mutate,
    data: job,
    error,
    isPending,
  } = useMutation({
    mutationFn: (): Promise<Job> => {
      const what = JSON.stringify([type, parameters, lead]);
      if (sending.current.what !== what) sending.current = { what, key: newKey() };
      const request = { type, selection: { ids: [Number(lead)] }, terms: { parameters } };
      return sendRequest(request, { key: sending.current.key });
    },
    onSuccess: () => {
      localStorage.setItem(STORED_AS, lead);
      sending.current = { what: '', key: '' };
    },
  });
  const canSend = LEAD_ID.test(lead) && !isDisabled && !isPending;
  // In a field of this form Enter would start all of it.
  const onEnter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (canSend) mutate();
  };
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="sm">
        <TextInput
          label={text('start.my_lead')}
          description={text('start.my_lead_means')}
          value={lead}
          onChange={({ currentTarget }) => setLead(currentTarget.value.trim())}
          onKeyDown={onEnter}
          inputMode="numeric"
          autoComplete="off"
        />
        <Button variant="default" loading={isPending} disabled={!canSend} onClick={() => mutate()}>
          {text('start.send_to_me')}
        </Button>
      </Group>
      {error && <Failure error={error} />}
      {job && !error && (
        <p role="status">
          {text('start.sent_to_me')}{' '}
          <Anchor href={`${basePath}/jobs/${job.id}`} target="_blank">
            {text('start.look_at_it')}
          </Anchor>
        </p>
      )}
    </Stack>
  );
}
