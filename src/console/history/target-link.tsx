import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useMay } from '../session/use-session.js';
import { historyAddress } from './history-address.js';

interface TargetLinkProps {
  /** Null where it is not known in which table it lives. */
  readonly table: string | null;
  readonly id: number;
  readonly name: string | null;
}

/** A target by its name and id; to those who may read it, the way to its history. */
export function TargetLink({ table, id, name }: TargetLinkProps) {
  const mayAudit = useMay('audit');
  const number = <bdi>#{id}</bdi>;
  return (
    <>
      {name !== null && <bdi>{name}</bdi>}{' '}
      {mayAudit && table !== null ? (
        <Anchor component={Link} inherit href={historyAddress({ table, id: String(id) })}>
          {number}
        </Anchor>
      ) : (
        number
      )}
    </>
  );
}
