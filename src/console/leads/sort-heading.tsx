import { Table, UnstyledButton } from '@mantine/core';
import type { LeadSort } from './lead-list.js';
import classes from './sort-heading.module.css';

interface SortHeadingProps {
  readonly column: 'id' | 'createdAt';
  readonly label: string;
  readonly sort: LeadSort;
  readonly onSort: (sort: LeadSort) => void;
}

/** The heading of a column that the list can be in the order of: once more turns the order round. */
export function SortHeading({ column, label, sort, onSort }: SortHeadingProps) {
  const order = sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : 'none';
  return (
    <Table.Th scope="col" aria-sort={order}>
      <UnstyledButton className={classes.button} onClick={() => onSort(order === 'ascending' ? `-${column}` : column)}>
        {label}
        <svg className={classes.arrow} viewBox="0 0 10 14" width="10" height="14" aria-hidden>
          <path d="M1 5 5 1l4 4" />
          <path d="M1 9l4 4 4-4" />
        </svg>
      </UnstyledButton>
    </Table.Th>
  );
}
