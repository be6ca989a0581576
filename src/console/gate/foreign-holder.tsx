import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useText } from '../texts/use-text.js';
import { gateQuery } from './gate-query.js';
import type { HeldGate } from './held-gates.js';
import classes from './gate-page.module.css';
import { TimeLeft } from './time-left.js';

/** No job of ours says when it has ended. */
const LOOK_AGAIN_MS = 10_000;

/** A lock that another system has put there. */
export function ForeignHolder({ gate }: { readonly gate: HeldGate }) {
  const text = useText();
  useQuery({ ...gateQuery, refetchInterval: LOOK_AGAIN_MS, refetchIntervalInBackground: true });
  return (
    <section className="surface" aria-label={text('refusal.holder')}>
      <Stack gap="sm">
        <p>{text('refusal.foreign')}</p>
        <bdi className={classes.value}>{gate.value}</bdi>
        <TimeLeft until={gate.until} />
      </Stack>
    </section>
  );
}
