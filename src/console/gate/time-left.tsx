import { useNow } from '../shell/use-now.js';
import { durationText } from '../texts/duration.js';
import { useText } from '../texts/use-text.js';

interface TimeLeftProps {
  /** In milliseconds; null for a lock without expiry. */
  readonly until: number | null;
  /** Nobody knows whether another system renews its lock. */
  readonly isForeign: boolean;
}

/** A lock's time, which runs down before one's eyes. */
export function TimeLeft({ until, isForeign }: TimeLeftProps) {
  const text = useText();
  const now = useNow();
  if (until === null) return <span>{text('gate.no_expiry')}</span>;
  const left = durationText((until - now) / 1_000);
  return (
    <span className="numbers">
      {text(isForeign ? 'gate.left_foreign' : 'gate.left', { duration: text(left.id, left.values) })}
      {until <= now && <> · {text('gate.look_again')}</>}
    </span>
  );
}
