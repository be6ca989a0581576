import { Alert, Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useText } from '../texts/use-text.js';

/** Not there on a page without TLS, and in some browsers. */
const canNotify = 'Notification' in globalThis;

/** Chrome on Android grants the permission and then throws. */
function notify(title: string): void {
  try {
    new Notification(title, { tag: 'bulkgate-gate' });
  } catch {
    // The page says it all the same.
  }
}

interface FreeNoticeProps {
  readonly isFree: boolean;
  readonly type: string;
  /** Whether a start of this person would be accepted then. */
  readonly mayStart: boolean;
}

/** Says when the gate is free: on the page, and, if a person wishes, on the desktop. */
export function FreeNotice({ isFree, type, mayStart }: FreeNoticeProps) {
  const text = useText();
  const [permission, setPermission] = useState(canNotify ? null : 'denied');
  const isWanted = permission === 'granted';
  const title = text('refusal.free', { type });
  useEffect(() => {
    if (isFree && isWanted) notify(title);
  }, [isFree, isWanted, title]);
  return (
    <div role="status">
      {isFree && <p className="visually-hidden">{title}</p>}
      {isFree && mayStart && <Alert color="green">{text('refusal.go_on')}</Alert>}
      {!isFree && permission === null && (
        <Button variant="default" onClick={() => void Notification.requestPermission().then(setPermission)}>
          {text('refusal.notify')}
        </Button>
      )}
      {!isFree && isWanted && <p>{text('refusal.will_notify')}</p>}
      {!isFree && permission !== null && !isWanted && <p>{text('refusal.will_turn')}</p>}
    </div>
  );
}
