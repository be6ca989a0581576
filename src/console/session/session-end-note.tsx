import { Alert, Button, Group } from '@mantine/core';
import { useIntl } from 'react-intl';
import { useNow } from '../shell/use-now.js';
import { useText } from '../texts/use-text.js';
import { endToWarnOf } from './session-end.js';
import { useSession, useSessionQuery } from './use-session.js';

/** Says in time that the session will end, so that nobody is cut off in the middle of something. */
export function SessionEndNote() {
  const text = useText();
  const intl = useIntl();
  const { refetch, isFetching } = useSessionQuery();
  const end = endToWarnOf(useSession(), useNow());
  if (end === null) return null;
  const time = intl.formatTime(end.at, { timeStyle: 'medium' });
  return (
    <Alert color="yellow" title={text('session.ends', { time })}>
      <Group gap="sm">
        {text(end.isBySilence ? 'session.ends_by_silence' : 'session.ends_at_last')}
        {end.isBySilence && (
          // Any request is a use of the session. It is not made by itself: nobody may be there.
          <Button size="compact-sm" color="yellow" loading={isFetching} onClick={() => void refetch()}>
            {text('session.stay')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
