import { Badge, Table } from '@mantine/core';
import type { Ref } from 'react';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import type { LeadSort } from './lead-list.js';
import { isRowSelected, type LeadSelection, togglePage, toggleRow } from './lead-selection.js';
import classes from './lead-table.module.css';
import type { Lead } from './leads-query.js';
import { SortHeading } from './sort-heading.js';
import { Tick } from './tick.js';

interface LeadTableProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly leads: readonly Lead[];
  readonly sort: LeadSort;
  readonly onSort: (sort: LeadSort) => void;
  /** Null for people who can do nothing with one. */
  readonly selection: LeadSelection | null;
  readonly onSelect: (change: (selection: LeadSelection) => LeadSelection) => void;
}

export function LeadTable({ ref, leads, sort, onSort, selection, onSelect }: LeadTableProps) {
  const text = useText();
  const page = leads.map(({ id }) => id);
  const ticked = selection ? page.filter((id) => isRowSelected(selection, id)).length : 0;
  return (
    <div ref={ref} className="surface wide" tabIndex={0} role="region" aria-label={text('leads.title')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {selection && (
              <Table.Th className={classes.tick}>
                <Tick
                  label={text('leads.select_page')}
                  isTicked={ticked === page.length}
                  isPartly={ticked > 0 && ticked < page.length}
                  onTick={() => onSelect((before) => togglePage(before, page))}
                />
              </Table.Th>
            )}
            <SortHeading column="id" label={text('leads.id')} sort={sort} onSort={onSort} />
            <Table.Th scope="col">{text('leads.name')}</Table.Th>
            <Table.Th scope="col">{text('leads.phone')}</Table.Th>
            <Table.Th scope="col">{text('leads.email')}</Table.Th>
            <Table.Th scope="col">{text('leads.status')}</Table.Th>
            <Table.Th scope="col">{text('leads.source')}</Table.Th>
            <Table.Th scope="col">{text('leads.owner')}</Table.Th>
            <Table.Th scope="col">{text('leads.tags')}</Table.Th>
            <Table.Th scope="col">{text('leads.import')}</Table.Th>
            <SortHeading column="createdAt" label={text('leads.created')} sort={sort} onSort={onSort} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {leads.map((lead) => {
            const isSelected = selection !== null && isRowSelected(selection, lead.id);
            return (
              <Table.Tr key={lead.id} className={isSelected ? classes.selected : undefined}>
                {selection && (
                  <Table.Td className={classes.tick}>
                    <Tick
                      label={text('leads.select_one', { name: lead.name })}
                      isTicked={isSelected}
                      onTick={(isRange) => onSelect((before) => toggleRow(before, { id: lead.id, page, isRange }))}
                    />
                  </Table.Td>
                )}
                <Table.Td>{lead.id}</Table.Td>
                <Table.Td>
                  <bdi>{lead.name}</bdi>
                  {lead.legalHold && (
                    <Badge ms="xs" color="gray" variant="light" tt="none">
                      {text('leads.legal_hold')}
                    </Badge>
                  )}
                </Table.Td>
                {valuesOf(lead).map((value, at) => (
                  <Table.Td key={at}>
                    <bdi>{value}</bdi>
                  </Table.Td>
                ))}
                <Table.Td>
                  <Moment at={lead.createdAt} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** Of the columns between the name and the creation. */
function valuesOf({ phone, email, status, source, owner, tags, importId }: Lead) {
  return [phone, email, status, source, owner, tags.join(', '), importId];
}
