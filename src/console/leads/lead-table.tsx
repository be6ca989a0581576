import { Table } from '@mantine/core';
import { Moment } from '../texts/moment.js';
import { useText } from '../texts/use-text.js';
import type { Lead } from './leads-query.js';

export function LeadTable({ leads }: { readonly leads: readonly Lead[] }) {
  const text = useText();
  return (
    <div className="surface wide" tabIndex={0} role="region" aria-label={text('leads.title')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text('leads.id')}</Table.Th>
            <Table.Th scope="col">{text('leads.name')}</Table.Th>
            <Table.Th scope="col">{text('leads.phone')}</Table.Th>
            <Table.Th scope="col">{text('leads.email')}</Table.Th>
            <Table.Th scope="col">{text('leads.status')}</Table.Th>
            <Table.Th scope="col">{text('leads.source')}</Table.Th>
            <Table.Th scope="col">{text('leads.import')}</Table.Th>
            <Table.Th scope="col">{text('leads.created')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {leads.map((lead) => (
            <Table.Tr key={lead.id}>
              {[lead.id, lead.name, lead.phone, lead.email, lead.status, lead.source, lead.importId].map(
                (value, at) => (
                  <Table.Td key={at}>
                    <bdi>{value}</bdi>
                  </Table.Td>
                ),
              )}
              <Table.Td>
                <Moment at={lead.createdAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
