import { Anchor, Button, Group, Title } from '@mantine/core';
import { useIntl } from 'react-intl';
import { Link } from 'wouter';
import { useMay } from '../session/use-session.js';
import type { BeginStart } from '../start/use-start.js';
import { useText } from '../texts/use-text.js';
import type { Job } from './job.js';
import { sendsMessages } from './sends-messages.js';

interface RestoreProps {
  readonly job: Job;
  readonly onBegin: BeginStart;
}

/** Brings back what an ended job has deleted or overwritten, as long as that is kept. */
export function Restore({ job, onBegin }: RestoreProps) {
  const text = useText();
  const intl = useIntl();
  const mayStart = useMay('start');
  const { restorable, restoredAs, restores, succeeded } = job;
  if (restores !== null || succeeded === 0 || sendsMessages(job)) return null;
  return (
    <section className="surface" aria-labelledby="restore">
      <Title order={2} size="h4" id="restore">
        {text('restore.title')}
      </Title>
      <p>
        {restorable === null
          ? text('restore.not_kept')
          : text('restore.until', {
              until: intl.formatDate(restorable.until, { dateStyle: 'long', timeStyle: 'short' }),
            })}
      </p>
      <Group gap="sm">
        {restorable !== null && mayStart && (
          <Button
            variant={restoredAs === null ? 'filled' : 'default'}
            onClick={() => onBegin(job.type, { restoreOf: job.id })}
          >
            {text('restore.begin')}
          </Button>
        )}
        {restoredAs !== null && (
          <Anchor component={Link} href={`/jobs/${restoredAs}`}>
            {text('restore.restored')}
          </Anchor>
        )}
      </Group>
    </section>
  );
}
