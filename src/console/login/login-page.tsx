import { Alert, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Redirect, useSearchParams } from 'wouter';
import { useSessionQuery } from '../session/use-session.js';
import { Failure } from '../shell/failure.js';
import { LanguageButton } from '../shell/language-button.js';
import { PageTitle } from '../shell/page-title.js';
import { useText } from '../texts/use-text.js';
import classes from './login-page.module.css';
import { SampleUserButton } from './sample-user-button.js';
import { sampleUsersQuery } from './sample-users.js';

/** Ways in. On the local stack anybody may be one of its sample users. */
export function LoginPage() {
  const text = useText();
  const [address] = useSearchParams();
  const { data: session } = useSessionQuery();
  const { data: users, error } = useQuery(sampleUsersQuery);
  if (session) return <Redirect to={placeWithin(address.get('next'))} replace />;
  return (
    <main className={classes.page}>
      <div className={`surface ${classes.box}`}>
        <Stack gap="md">
          <PageTitle>{text('login.title')}</PageTitle>
          {error && <Failure error={error} />}
          {users === null && <Alert color="blue">{text('login.elsewhere')}</Alert>}
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
          <div>
            <LanguageButton />
          </div>
        </Stack>
      </div>
    </main>
  );
}

/** A place of this console, and never another site's: `//elsewhere` is one. */
function placeWithin(next: string | null): string {
  return next !== null && /^\/(?!\/)/.test(next) ? next : '/jobs';
}
