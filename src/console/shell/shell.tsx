import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { LiveStrip } from '../live/live-strip.js';
import { SessionEndNote } from '../session/session-end-note.js';
import { useLogout } from '../session/use-logout.js';
import { useSession } from '../session/use-session.js';
import { useText } from '../texts/use-text.js';
import { Keys } from './keys.js';
import { LanguageButton } from './language-button.js';
import { NavItem } from './nav-item.js';
import classes from './shell.module.css';
import { ThemeButton } from './theme-button.js';

/** What is on every page: the way to the others, who is logged in, and what runs. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const text = useText();
  const session = useSession();
  const logout = useLogout();
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const shownPath = useRef(path);
  // Without a load of the page, nothing else tells a screen reader that there is another one.
  useEffect(() => {
    if (shownPath.current !== path) main.current?.focus();
    shownPath.current = path;
  }, [path]);
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
          <NavItem href="/jobs">{text('jobs.title')}</NavItem>
          <NavItem href="/gate">{text('gate.title')}</NavItem>
        </nav>
        <div className={classes.who}>
          <span>
            {text('shell.business', { id: session.businessId })} · {text(`role.${session.role}`)}
          </span>
          <LanguageButton />
          <ThemeButton />
          <Button size="compact-sm" variant="default" onClick={() => logout.mutate()} loading={logout.isPending}>
            {text('shell.log_out')}
          </Button>
        </div>
      </header>
      <Keys />
      <LiveStrip />
      <SessionEndNote />
      <main id="main" ref={main} className={classes.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
