import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { ConnectionNote } from '../live/connection-note.js';
import { LiveStrip } from '../live/live-strip.js';
import { goLive } from '../live/live.js';
import { useLogout } from '../session/use-logout.js';
import { useMay, useSession } from '../session/use-session.js';
import { useText } from '../texts/use-text.js';
import { Failure } from './failure.js';
import { focusPage } from './focus-page.js';
import { Keys } from './keys.js';
import { LanguageButton } from './language-button.js';
import { NavItem } from './nav-item.js';
import classes from './shell.module.css';
import { ThemeButton } from './theme-button.js';

/** What is on every page: the way to the others, who is logged in, and what runs. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const text = useText();
  const session = useSession();
  const mayAudit = useMay('audit');
  const logout = useLogout();
  const [path] = useLocation();
  const shownPath = useRef(path);
  // Without a load of the page, nothing else tells a screen reader that there is another one.
  useEffect(() => {
    if (shownPath.current !== path) focusPage();
    shownPath.current = path;
  }, [path]);
  // A session is one for as long as its shell: with the next comes a new one.
  const live = useEffectEvent(() => goLive(session));
  useEffect(() => live(), []);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {text('shell.skip')}
      </a>
      <header className={classes.header}>
        <Link href="/jobs" className={classes.name}>
          BulkGate
        </Link>
        <nav className={classes.nav} aria-label={text('shell.nav')}>
          <NavItem href="/leads">{text('leads.title')}</NavItem>
          <NavItem href="/imports">{text('imports.title')}</NavItem>
          <NavItem href="/jobs">{text('jobs.title')}</NavItem>
          {mayAudit && <NavItem href="/history">{text('history.title')}</NavItem>}
          <NavItem href="/gate">{text('gate.title')}</NavItem>
        </nav>
        <div className={classes.who}>
          <span>
            {text('shell.business', { id: session.businessId })} · {text(`role.${session.role}`)}
          </span>
          <Button size="compact-sm" variant="default" onClick={() => logout.mutate()} loading={logout.isPending}>
            {text('shell.log_out')}
          </Button>
        </div>
      </header>
      <LiveStrip />
      <ConnectionNote />
      {logout.error && <Failure error={logout.error} />}
      <main id="main" className={classes.main} tabIndex={-1}>
        {children}
      </main>
      <footer className={classes.footer}>
        <LanguageButton />
        <ThemeButton />
        <Keys />
      </footer>
    </div>
  );
}
