import { Anchor, Group } from '@mantine/core';
import { Link } from 'wouter';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import type { LeadImport } from './lead-import.js';

/** An import in the list. */
export function ImportItem({ of }: { readonly of: LeadImport }) {
  const text = useText();
  return (
    <li className="surface">
      <Group gap="xs">
        <Anchor component={Link} href={`/imports/${of.id}`} fw={600}>
          <bdi>{of.fileName}</bdi>
        </Anchor>
        <span>{text(`import_status.${of.status}`)}</span>
      </Group>
      <p>{text('imports.counts', { rows: of.rows, imported: of.imported, failed: of.failed, skipped: of.skipped })}</p>
      <p>
        <Moment at={of.createdAt} /> · {text('jobs.by', { who: of.createdBy })}
      </p>
    </li>
  );
}
