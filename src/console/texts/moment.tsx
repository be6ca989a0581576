import { useIntl } from 'react-intl';
import { useNow } from '../shell/use-now.js';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** A time as people say it, with the exact one at hand. */
export function Moment({ at }: { readonly at: string }) {
  const intl = useIntl();
  const now = useNow();
  const secondsAgo = (now - Date.parse(at)) / 1_000;
  const [unit, seconds] = UNITS.find(([, seconds]) => secondsAgo >= seconds) ?? (['second', 1] as const);
  const exact = intl.formatDate(at, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <time dateTime={at} title={exact}>
      {unit === 'day' ? exact : intl.formatRelativeTime(-Math.round(secondsAgo / seconds), unit, { numeric: 'auto' })}
    </time>
  );
}
