import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Redirect, useSearchParams } from 'wouter';
import { useSessionQuery } from '../session/use-session.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { LanguageButton } from '../shell/language-button.js';
import { PageTitle } from '../shell/page-title.js';
import { ThemeButton } from '../shell/theme-button.js';
import { useText } from '../texts/use-text.js';
import classes from './login-page.module.css';
import { placeWithin } from './place-within.js';
import { SampleUserButton } from './sample-user-button.js';
import { sampleUsersQuery } from './sample-users.js';
import { TokenForm } from './token-form.js';

/** Ways in: on the local stack its sample users, elsewhere a credential. */
export function LoginPage() {
  const text = useText();
  const [address] = useSearchParams();
  const { data: session } = useSessionQuery();
  const { data: users, error, refetch } = useQuery(sampleUsersQuery);
  if (session) return <Redirect to={placeWithin(address.get('next'))} replace />;
  return (
    <main className={classes.page}>
      <div className={`surface ${classes.box}`}>
        <Stack gap="md">
          <PageTitle>{text('login.title')}</PageTitle>
          {error && <Failure error={error} onRetry={() => void refetch()} />}
          {users === undefined && !error && <Loading />}
          {users === null && <TokenForm />}
          {users && (
            <>
              <Text>{text('login.sample_users')}</Text>
              {[...new Set(users.map(({ businessId }) => businessId))].map((id) => (
                <section key={id} aria-label={text('shell.business', { id })}>
                  <Title order={2} mb="xs">
                    {text('shell.business', { id })}
                  </Title>
                  <ul className={classes.users}>
                    {users
                      .filter(({ businessId }) => businessId === id)
                      .map((user) => (
                        <li key={user.role}>
                          <SampleUserButton user={user} />
                        </li>
                      ))}
                  </ul>
                </section>
              ))}
            </>
          )}
          <Group gap="xs">
            <LanguageButton />
            <ThemeButton />
          </Group>
        </Stack>
      </div>
    </main>
  );
}
