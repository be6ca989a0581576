import { Button, Title } from '@mantine/core';
import { useTypeOfAllName } from '../jobs/type-name.js';
import type { OperationType } from '../start/operation-types-query.js';
import { useText } from '../texts/use-text.js';
import classes from './everything.module.css';

interface EverythingProps {
  readonly operations: readonly OperationType[];
  readonly onStart: (type: string) => void;
}

/** What is done with every lead there is. It has a place of its own, so that it is never taken for one with a selection. */
export function Everything({ operations, onStart }: EverythingProps) {
  const text = useText();
  const typeOfAllName = useTypeOfAllName();
  return (
    <section className={classes.everything} aria-labelledby="everything">
      <div>
        <Title order={2} id="everything">
          {text('leads.everything')}
        </Title>
        <p>{text('leads.everything_means')}</p>
      </div>
      {operations.map(({ type }) => (
        <Button key={type} variant="outline" color="red" onClick={() => onStart(type)}>
          {typeOfAllName(type)}
        </Button>
      ))}
    </section>
  );
}
