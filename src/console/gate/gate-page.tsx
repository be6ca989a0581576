import { Alert, Button, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { TypeName } from '../jobs/type-name.js';
import { Failure } from '../shell/failure.js';
import { Loading } from '../shell/loading.js';
import { Moment } from '../texts/moment.js';
import { PageTitle } from '../shell/page-title.js';
import { useText } from '../texts/use-text.js';
import { gateQuery } from './gate-query.js';
import { HeldGateItem } from './held-gate-item.js';
import classes from './gate-page.module.css';

export default function GatePage() {
  const text = useText();
  const intl = useIntl();
  const { data: gates, error, dataUpdatedAt, isFetching, refetch } = useQuery(gateQuery);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <PageTitle>{text('gate.title')}</PageTitle>
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          {text('action.refresh')}
        </Button>
      </Group>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!gates && !error && <Loading />}
      {gates && (
        <div className={error ? 'stale' : ''}>
          {gates.drains.map(({ type, since }) => (
            <Alert key={type} color="yellow" title={text('gate.drained')} mb="sm">
              {type === null ? text('gate.every_type') : <TypeName type={type} />} · <Moment at={since} />
            </Alert>
          ))}
          {gates.items.length === 0 && <p>{text('gate.none')}</p>}
          <ul className="items">
            {gates.items.map((gate) => (
              <HeldGateItem key={gate.type} gate={gate} />
            ))}
          </ul>
          <p className={classes.known}>
            {text('gate.known_at', { time: intl.formatTime(dataUpdatedAt, { timeStyle: 'medium' }) })}
          </p>
        </div>
      )}
    </Stack>
  );
}
