import { Alert } from '@mantine/core';
import { useIntl } from 'react-intl';
import { useText } from '../texts/use-text.js';
import type { Connection } from './job-stream.js';

/** Says when numbers are old, and of when they are. */
export function ConnectionNote({ connection, knownAt }: { readonly connection: Connection; readonly knownAt: number }) {
  const text = useText();
  const intl = useIntl();
  if (connection !== 'reconnecting') return null;
  return (
    <Alert color="yellow" title={text('connection.reconnecting')} role="status">
      {text('connection.as_of', { time: intl.formatTime(knownAt, { timeStyle: 'medium' }) })}
    </Alert>
  );
}
