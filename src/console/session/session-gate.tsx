import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Redirect, useLocation, useSearch } from 'wouter';
import { Failure } from '../shell/failure.js';
import { useText } from '../texts/use-text.js';
import { SessionContext, useSessionQuery } from './use-session.js';

/** Shows its pages to people who are logged in, and sends others to the login, which leads back. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const text = useText();
  const { data: session, error, isPending, refetch } = useSessionQuery();
  const [path] = useLocation();
  const search = useSearch();
  if (session === undefined && error) {
    return (
      <main className="surface">
        <Failure error={error} />
        <Button mt="md" onClick={() => void refetch()}>
          {text('action.retry')}
        </Button>
      </main>
    );
  }
  if (session === undefined || isPending) return <p className="visually-hidden">{text('loading')}</p>;
  if (session === null) {
    const here = search === '' ? path : `${path}?${search}`;
    return <Redirect to={here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`} replace />;
  }
  return <SessionContext value={session}>{children}</SessionContext>;
}
