import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { useText } from '../texts/use-text.js';
import classes from './fresh.module.css';
import { useConnection } from './use-connection.js';

/** What the stream keeps up to date. While it cannot, the numbers are grey and have their time. */
export function Fresh({ children }: { readonly children: ReactNode }) {
  const text = useText();
  const intl = useIntl();
  const { freshUntil } = useConnection();
  return (
    <>
      {freshUntil !== null && (
        <p className={classes.time}>
          {text('connection.as_of', { time: intl.formatTime(freshUntil, { timeStyle: 'medium' }) })}
        </p>
      )}
      <div className={freshUntil === null ? '' : 'stale'}>{children}</div>
    </>
  );
}
