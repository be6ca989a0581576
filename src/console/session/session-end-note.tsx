import { Alert } from '@mantine/core';
import { useIntl } from 'react-intl';
import { useNow } from '../shell/use-now.js';
import { useText } from '../texts/use-text.js';
import { useSession } from './use-session.js';

const WARN_MS = 300_000;

/** Says in time that the session will end, so that nobody is cut off in the middle of something. */
export function SessionEndNote() {
  const text = useText();
  const intl = useIntl();
  const { expiresAt } = useSession();
  if (Date.parse(expiresAt) - useNow() > WARN_MS) return null;
  return <Alert color="yellow">{text('session.ends', { time: intl.formatTime(expiresAt) })}</Alert>;
}
