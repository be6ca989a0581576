import { Button, Title } from '@mantine/core';
import { useTypeOfAllName } from '../jobs/type-name.js';
import type { OperationType } from './operation-types-query.js';
import classes from './everything.module.css';

interface EverythingProps {
  /** Those that cannot be started with everything are left out. */
  readonly operations: readonly OperationType[];
  readonly title: string;
  /** What is acted on. */
  readonly means: string;
  readonly onStart: (type: string) => void;
}

/** What is done with every target there is. It has a place of its own, so that it is never taken for one with a selection. */
export function Everything({ operations, title, means, onStart }: EverythingProps) {
  const typeOfAllName = useTypeOfAllName();
  const started = operations.filter(({ selectedBy }) => selectedBy.includes('all'));
  if (started.length === 0) return null;
  return (
    <section className={classes.everything} aria-labelledby="everything">
      <div>
        <Title order={2} id="everything">
          {title}
        </Title>
        <p>{means}</p>
      </div>
      {started.map(({ type }) => (
        <Button key={type} variant="outline" color="red" onClick={() => onStart(type)}>
          {typeOfAllName(type)}
        </Button>
      ))}
    </section>
  );
}
