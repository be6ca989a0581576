import { Fragment, type ReactNode } from 'react';
import { Redirect, useLocation, useSearch } from 'wouter';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { SessionContext, useSessionQuery } from './use-session.js';

/** Shows its pages to people who are logged in, and sends others to the login, which leads back. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { data: session, error, refetch } = useSessionQuery();
  const [path] = useLocation();
  const search = useSearch();
  if (session === undefined) {
    return (
      <main className="surface">{error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading />}</main>
    );
  }
  if (session === null) {
    const here = search === '' ? path : `${path}?${search}`;
    return <Redirect to={here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`} replace />;
  }
  return (
    <SessionContext value={session}>
      {/* Nothing of one session stays on the page of another. */}
      <Fragment key={session.csrfToken}>{children}</Fragment>
    </SessionContext>
  );
}
