import { useNow } from '../shell/use-now.js';
import { durationText } from '../texts/duration.js';
import { useText } from '../texts/use-text.js';

/** A lock's time, which runs down before one's eyes. @param until in milliseconds; null for a lock without expiry */
export function TimeLeft({ until }: { readonly until: number | null }) {
  const text = useText();
  const now = useNow();
  if (until === null) return <span>{text('gate.no_expiry')}</span>;
  const left = durationText((until - now) / 1_000);
  return (
    <span className="numbers">
      {text('gate.left', { duration: text(left.id, left.values) })}
      {until <= now && <> · {text('gate.look_again')}</>}
    </span>
  );
}
