import { useIntl } from 'react-intl';
import { useText } from '../texts/use-text.js';
import { canaryWords } from './canary-words.js';
import { holdWords } from './hold-reason.js';
import type { Job } from './job.js';

/** Why a running job waits, and until when. */
export function JobHold({ job: { hold } }: { readonly job: Job }) {
  const text = useText();
  const intl = useIntl();
  if (hold === null) return null;
  const time = intl.formatTime(hold.nextLookAt, { timeStyle: 'medium' });
  const words = holdWords(hold.reason) ?? canaryWords(hold.reason);
  const reason = words ? text(words.id, words.values) : hold.reason;
  return <span>{text('job.hold', { reason, time })}</span>;
}
