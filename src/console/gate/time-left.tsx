import { useNow } from '../shell/use-now.js';
import { durationText } from '../texts/duration.js';
import { useText } from '../texts/use-text.js';

interface TimeLeftProps {
  /** Null for a lock without expiry. */
  readonly ttlSeconds: number | null;
  /** When that was so, in milliseconds. */
  readonly knownAt: number;
}

/** A lock's time, which runs down before one's eyes. */
export function TimeLeft({ ttlSeconds, knownAt }: TimeLeftProps) {
  const text = useText();
  const secondsSince = (useNow() - knownAt) / 1_000;
  if (ttlSeconds === null) return <span>{text('gate.no_expiry')}</span>;
  const left = durationText(ttlSeconds - secondsSince);
  return <span className="numbers">{text('gate.left', { duration: text(left.id, left.values) })}</span>;
}
