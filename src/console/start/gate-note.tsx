import { Alert, Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useText } from '../texts/use-text.js';
import type { DryRun } from './dry-run-query.js';

/** Says before a start is tried that it would be refused. */
export function GateNote({ dryRun }: { readonly dryRun: DryRun }) {
  const text = useText();
  const { held, holder } = dryRun.gate;
  if (held === false) return null;
  if (held === null) return <Alert color="yellow">{text('start.gate_unknown')}</Alert>;
  return (
    <Alert color="yellow" title={text('start.gate_held')}>
      {text(holder?.jobId == null ? 'start.gate_foreign' : 'start.gate_refuses')}{' '}
      <Anchor inherit underline="always" component={Link} href={`/gate/${dryRun.type}`}>
        {text('start.holder')}
      </Anchor>
    </Alert>
  );
}
