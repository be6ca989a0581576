import { Alert, Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useText } from '../texts/use-text.js';
import type { DryRun } from './dry-run-query.js';

/** Says before a start is tried that it would be refused. */
export function GateNote({ gate: { held, holder } }: { readonly gate: DryRun['gate'] }) {
  const text = useText();
  if (held === false) return null;
  if (held === null) return <Alert color="yellow">{text('start.gate_unknown')}</Alert>;
  return (
    <Alert color="yellow" title={text('start.gate_held')}>
      {holder?.jobId == null ? (
        text('start.gate_foreign')
      ) : (
        <>
          {text('start.gate_refuses')}{' '}
          <Anchor inherit underline="always" component={Link} href={`/jobs/${holder.jobId}`}>
            {text('start.holder')}
          </Anchor>
        </>
      )}
    </Alert>
  );
}
