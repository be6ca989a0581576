import { useIntl } from 'react-intl';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';

/** Why a running job waits for the database, and until when. */
export function JobHold({ job: { hold } }: { readonly job: Job }) {
  const text = useText();
  const intl = useIntl();
  if (hold === null) return null;
  const time = intl.formatTime(hold.nextLookAt, { timeStyle: 'medium' });
  return <span>{text('job.hold', { reason: hold.reason, time })}</span>;
}
