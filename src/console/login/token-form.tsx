import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { enterSession } from '../session/session-query.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import { openSession } from './open-session.js';

/** What no token has, and no header takes: line ends and spaces of a copied text. */
const SPACE = /\s+/g;

/** For installations whose people come from an identity provider. */
export function TokenForm() {
  const text = useText();
  const [token, setToken] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => openSession(token.replace(SPACE, '')),
    onSuccess: enterSession,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <Stack gap="md">
        <Text>{text('login.elsewhere')}</Text>
        <TextInput
          type="password"
          autoComplete="off"
          required
          label={text('login.token')}
          description={text('login.token_kept')}
          value={token}
          onChange={({ currentTarget }) => setToken(currentTarget.value)}
        />
        {error && <Failure error={error} />}
        <Button type="submit" loading={isPending}>
          {text('login.submit')}
        </Button>
      </Stack>
    </form>
  );
}
