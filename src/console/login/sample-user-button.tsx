import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { enterSession } from '../session/session-query.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import { openSession } from './open-session.js';
import type { SampleUser } from './sample-users.js';

export function SampleUserButton({ user }: { readonly user: SampleUser }) {
  const text = useText();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => openSession(user.token),
    onSuccess: enterSession,
  });
  return (
    <>
      <Button fullWidth variant="light" onClick={() => mutate()} loading={isPending}>
        {text(`role.${user.role}`)}
      </Button>
      {error && <Failure error={error} />}
    </>
  );
}
