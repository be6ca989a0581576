import { Button, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useText } from '../texts/use-text.js';
import { gateQuery } from './gate-query.js';
import type { HeldGate } from './held-gates.js';
import classes from './gate-page.module.css';
import { TimeLeft } from './time-left.js';

const AFTER_ITS_END_MS = 500;
/** A longer time is none for a browser's timer. */
const LONGEST_TIMER_MS = 2_000_000_000;

/** A lock that another system has put there. No event says when it goes, and a poll would keep a session alive. */
export function ForeignHolder({ gate: { until, value } }: { readonly gate: HeldGate }) {
  const text = useText();
  const { refetch, isFetching } = useQuery(gateQuery);
  useEffect(() => {
    if (until === null) return undefined;
    const delay = Math.min(until - Date.now() + AFTER_ITS_END_MS, LONGEST_TIMER_MS);
    const timer = setTimeout(() => void refetch(), delay);
    return () => clearTimeout(timer);
  }, [until, refetch]);
  return (
    <section className="surface" aria-label={text('refusal.holder')}>
      <Stack gap="sm">
        <p>{text('refusal.foreign')}</p>
        <bdi className={classes.value}>{value}</bdi>
        <Group>
          <TimeLeft until={until} isForeign />
          <Button variant="default" size="compact-sm" loading={isFetching} onClick={() => void refetch()}>
            {text('action.refresh')}
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
