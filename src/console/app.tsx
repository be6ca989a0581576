import { type ComponentType, lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { LoginPage } from './login/login-page.js';
import { SessionGate } from './session/session-gate.js';
import { Loading } from './shell/loading.js';
import { NotFound } from './shell/not-found.js';
import { PageBoundary } from './shell/page-boundary.js';
import { Shell } from './shell/shell.js';

/** Each page is a file of its own, loaded when it is first shown. */
const PAGES: readonly (readonly [path: string, page: ComponentType])[] = [
  ['/leads', lazy(() => import('./leads/leads-page.js'))],
  ['/imports', lazy(() => import('./imports/imports-page.js'))],
  ['/imports/:id', lazy(() => import('./imports/import-page.js'))],
  ['/jobs', lazy(() => import('./jobs/jobs-page.js'))],
  ['/jobs/:id', lazy(() => import('./jobs/job-page.js'))],
  ['/history', lazy(() => import('./history/history-page.js'))],
  ['/gate', lazy(() => import('./gate/gate-page.js'))],
  ['/gate/:type', lazy(() => import('./gate/refusal-page.js'))],
];

export function App() {
  const [path] = useLocation();
  return (
    <Switch>
      <Route path="/login">
        <LoginPage />
      </Route>
      <Route>
        <SessionGate>
          <Shell>
            <PageBoundary key={path}>
              <Suspense fallback={<Loading />}>
                <Switch>
                  <Route path="/">
                    <Redirect to="/jobs" replace />
                  </Route>
                  {PAGES.map(([path, page]) => (
                    <Route key={path} path={path} component={page} />
                  ))}
                  <Route>
                    <NotFound />
                  </Route>
                </Switch>
              </Suspense>
            </PageBoundary>
          </Shell>
        </SessionGate>
      </Route>
    </Switch>
  );
}
