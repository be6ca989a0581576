import type { Schemas } from '@bulkgate/client';
import { Table } from '@mantine/core';
import { useIntl } from 'react-intl';
import { useText } from '../texts/use-text.js';
import { useFailureWords } from './failure-words.js';

interface FailureReasonsProps {
  readonly reasons: readonly Schemas['FailureReason'][];
  /** What they are reasons of. */
  readonly label: string;
}

/** How many targets have failed for which reason. */
export function FailureReasons({ reasons, label }: FailureReasonsProps) {
  const text = useText();
  const intl = useIntl();
  const wordsFor = useFailureWords();
  const isRuleNamed = reasons.some(({ constraint }) => constraint !== null);
  return (
    <div className="wide" tabIndex={0} role="region" aria-label={label}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text('failures.code')}</Table.Th>
            {isRuleNamed && <Table.Th scope="col">{text('failures.constraint')}</Table.Th>}
            <Table.Th scope="col">{text('failures.count')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reasons.map(({ code, constraint, count }) => (
            <Table.Tr key={`${code} ${constraint}`}>
              <Table.Td>
                <bdi title={code}>{wordsFor(code)}</bdi>
              </Table.Td>
              {isRuleNamed && (
                <Table.Td>
                  <bdi>{constraint}</bdi>
                </Table.Td>
              )}
              <Table.Td>{intl.formatNumber(count)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
